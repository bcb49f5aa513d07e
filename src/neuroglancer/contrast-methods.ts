/** Values shown as black and as white. */
export type ContrastLimits = readonly [low: number, high: number];

/** How contrast limits are found: by a Gaussian mixture, or by the cumulative distribution. */
export const contrastMethods = ['gmm', 'cdf'] as const;

export type ContrastMethod = (typeof contrastMethods)[number];
