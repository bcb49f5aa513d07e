import type { FileGroup } from '../groups/file-group.js';
import type { RunTable } from '../tables/run-table.js';
import type { ForeignNames } from './foreign-name.js';

/** Groups, whose columns of names are another where the names of a run differ, and none of the source's own unless it is that one. */
export function withOwnColumns(groups: readonly FileGroup[], tables: readonly RunTable[]): FileGroup[] {
  const table = tables.find(({ columns }) => columns !== null) ?? null;
  const taken = new Map<string, Map<string, string>>();
  for (const [at, column] of (table?.columns ?? []).entries()) {
    taken.set(column, new Map([...(table?.rows ?? [])].map(([run, cells]) => [run, cells[at] ?? ''])));
  }
  return groups.map((group) => {
    const { foreign } = group;
    if (foreign === null) return group;
    const column = freeColumn(foreign, taken);
    const names = taken.get(column) ?? new Map<string, string>();
    taken.set(column, names);
    for (const [run, name] of foreign.names) names.set(run, name);
    return { ...group, foreign: { ...foreign, column } };
  });
}

function freeColumn(
  { column, names }: ForeignNames,
  taken: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  const fits = (name: string) => {
    const known = taken.get(name);
    return known === undefined || [...names].every(([run, text]) => (known.get(run) ?? text) === text);
  };
  let name = column;
  for (let number = 2; !fits(name); number++) name = `${column}_${number}`;
  return name;
}
