/** Where a context lies; its findings are filed there. */
export interface Located {
  /** Below the tree's root. */
  readonly path: string;
  /** Entity of the deposition, e.g. `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
}
