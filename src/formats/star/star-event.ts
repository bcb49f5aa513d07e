/** One row of a table: the cells as they are written, quotes removed. */
export interface StarRow {
  /** 1-based line of the file. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What a STAR file holds, in the order it holds it. */
export type StarEvent =
  | { readonly kind: 'block'; readonly block: string; readonly line: number }
  | {
      readonly kind: 'pair';
      readonly block: string;
      readonly key: string;
      readonly value: string;
      readonly line: number;
    }
  | {
      readonly kind: 'table';
      readonly block: string;
      readonly columns: readonly string[];
      readonly line: number;
    }
  | { readonly kind: 'rows'; readonly block: string; readonly rows: readonly StarRow[] };
