/** The 3×3 part of a pick's transformation, row by row. */
export type PickRotation = readonly [number, number, number, number, number, number, number, number, number];

/** The points of a copick picks file. */
export interface CopickPicks {
  readonly picks: readonly CopickPick[];
  /** The file's `unit` where it is neither Å nor nm, which locations are taken in Å for; null: it is one of these, or missing. */
  readonly unknownUnit: string | null;
}

/** One point of a copick picks file: its place in Å, and its orientation. */
export interface CopickPick {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Null where the file says nothing of it. */
  readonly rotation: PickRotation | null;
}
