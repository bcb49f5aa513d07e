import type { Optics } from './optics.js';
import type { RowIndex } from './row-index.js';

/** What the first reading of a table of several runs tells the next ones. */
export interface KnownTable {
  readonly rows: RowIndex;
  readonly optics: Optics;
}

/** Tables by file and format; the files must not change while they are known. */
export interface KnownTables {
  get(table: string): KnownTable | null;
  set(table: string, known: KnownTable): void;
}
