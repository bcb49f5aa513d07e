import type { SourceFile } from '../listing/source-file.js';
import { fragmentsOf } from '../runs/fragments.js';
import { type RunTable, runColumn } from '../tables/run-table.js';
import type { ForeignName } from './foreign-name.js';

/** Shortest text that is taken for a name. */
const shortest = 3;

/** Files with a name that a table gives a run beside its own, and that do not have the run's. */
export function namedByTables(
  files: readonly SourceFile[],
  tables: readonly RunTable[],
): ReadonlyMap<SourceFile, { readonly run: string; readonly foreign: ForeignName }> {
  const known = new Map<string, { run: string; foreign: ForeignName }>();
  for (const table of tables) {
    const width = Math.max(0, ...[...table.rows.values()].map(({ length }) => length));
    for (let at = 0; at < width; at++) {
      const names = [...table.rows].map(([run, cells]) => [run, cells[at] ?? ''] as const);
      if (!areNames(names)) continue;
      const column = table.columns?.[at] ?? 'mapped_name';
      if (column === runColumn || !/^\w+$/.test(column)) continue;
      for (const [run, text] of names) known.set(text, { run, foreign: { text, column, by: 'table' } });
    }
  }
  const found = new Map<SourceFile, { run: string; foreign: ForeignName }>();
  if (known.size === 0) return found;
  for (const file of files) {
    const texts = file.segments.flatMap((name) => fragmentsOf(name).map(({ text }) => text));
    const [name] = texts.flatMap((text) => known.get(text) ?? []);
    if (name !== undefined && !texts.includes(name.run)) found.set(file, name);
  }
  return found;
}

/** Whether the cells of a column are names, another in each row, and not those of the runs. */
function areNames(cells: readonly (readonly [run: string, text: string])[]): boolean {
  const texts = cells.map(([, text]) => text);
  const isName = (text: string) =>
    text.length >= shortest && Number.isNaN(Number(text)) && !/\s/.test(text) && /\d/.test(text);
  return (
    texts.every(isName) && new Set(texts).size === texts.length && cells.every(([run, text]) => run !== text)
  );
}
