/** What tells the run of a file that has another name. */
export type NameOrigin = 'mdoc' | 'table' | 'order';

/** What a file is called in place of its run's name. */
export interface ForeignName {
  readonly text: string;
  /** Column of the run data map that holds it. */
  readonly column: string;
  readonly by: NameOrigin;
}

/** The names that files of a group have in place of their runs', by run. */
export interface ForeignNames extends Pick<ForeignName, 'column' | 'by'> {
  readonly names: ReadonlyMap<string, string>;
}
