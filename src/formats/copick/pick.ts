/** The 3×3 part of a pick's transformation, row by row. */
export type PickRotation = readonly [number, number, number, number, number, number, number, number, number];

/** One point of a copick picks file: its place in the file's unit, ångström by default, and its orientation. */
export interface CopickPick {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Null where the file says nothing of it. */
  readonly rotation: PickRotation | null;
}
