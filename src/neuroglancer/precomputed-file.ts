/** A file of a precomputed directory. */
export interface PrecomputedFile {
  /** Below the directory, `/`-separated. */
  readonly path: string;
  readonly bytes: Uint8Array;
}
