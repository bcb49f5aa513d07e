/** Values shown as black and as white. */
export type ContrastLimits = readonly [low: number, high: number];
