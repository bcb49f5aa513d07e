import { type StarTable, starTables } from './star.js';
import { finiteNumber, type NamedText } from './text.js';

/** A table with one row a section of a tilt series. */
interface RelionTilts {
  /** Name of the block, which is that of the tilt series. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly path: string;
  readonly rows: readonly RelionTilt[];
  /** 1-based line of the columns. */
  readonly line: number;
}

/** A section in a table of RELION. */
interface RelionTilt {
  readonly line: number;
  /** 0-based index in the stack: that of the row, or N − 1 if every image is named `N@stack`. */
  readonly zIndex: number;
  /** Returns the cell in a column; null if the table has no such column. */
  text(column: string): string | null;
  /**
   * Returns the number in a column; null if the table has no such column. Fails with a FormatError that names the
   * line.
   */
  number(column: string): number | null;
}

/** Reads the first table of a STAR text that has all of some columns, one row a section; null if there is none. */
export function relionTilts(file: NamedText, ...columns: readonly string[]): RelionTilts | null {
  const table = starTables(file).find(({ columns: there }) => columns.every((name) => there.includes(name)));
  if (table === undefined) return null;
  const indices = stackIndices(table);
  return {
    name: table.block,
    columns: table.columns,
    path: file.path,
    line: table.line,
    rows: table.rows.map(({ line, cells }, row) => ({
      line,
      zIndex: indices?.[row] ?? row,
      text: (column) => cells[table.columns.indexOf(column)] ?? null,
      number(column) {
        const index = table.columns.indexOf(column);
        if (index < 0) return null;
        const facts = { path: file.path, line, expected: 'a number' };
        return finiteNumber(cells[index] as string, facts, `${column} is not a number`);
      },
    })),
  };
}

function stackIndices({ columns, rows }: StarTable): number[] | null {
  const image = columns.indexOf('rlnMicrographName');
  const indices = rows.map(({ cells }) => Number(/^(\d+)@/.exec(cells[image] ?? '')?.[1] ?? 0) - 1);
  const areDistinct = new Set(indices).size === indices.length;
  return areDistinct && indices.every((index) => index >= 0 && Number.isSafeInteger(index)) ? indices : null;
}
