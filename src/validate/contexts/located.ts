import type { Fault } from '../finding.js';

/** Where a context lies; its findings are filed there. */
export interface Located {
  /** Below the tree's root. */
  readonly path: string;
  /** Entity of the deposition, e.g. `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
}

/** The content of a file, or why there is none. Neither when a narrower validation did not read it. */
export interface Content<Value> {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly value: Value | null;
  readonly problem: Fault | null;
}
