import type { PlannedSource } from '../plan/planned-source.js';
import type { NameOrigin } from './foreign-name.js';

/** A name that files have in place of their run's, a cell of the table of runs. */
export interface MappedName {
  readonly run: string;
  /** Column of the table, as globs name it. */
  readonly column: string;
  readonly name: string;
  readonly from: NameOrigin;
  /** Nothing but the order of names told it. */
  readonly guessed: boolean;
}

/** Names that differ from those of the runs, by column and run. */
export function mappedNames(sources: readonly PlannedSource[]): MappedName[] {
  const names = new Map<string, MappedName>();
  for (const { group } of sources) {
    if (group.foreign === null) continue;
    const { column, by } = group.foreign;
    for (const [run, name] of group.foreign.names)
      names.set(`${column} ${run}`, { run, column, name, from: by, guessed: by === 'order' });
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}
