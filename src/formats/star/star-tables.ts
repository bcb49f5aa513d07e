import type { NamedText } from '../text/index.js';
import type { StarRow } from './star-event.js';
import { StarParser } from './star-parser.js';

/** A table of a small STAR file. */
export interface StarTable {
  readonly block: string;
  readonly columns: readonly string[];
  readonly rows: readonly StarRow[];
  /** 1-based line of its last column. */
  readonly line: number;
}

/** All tables of a STAR text that fits in memory; keys without a table are left out. Fails as StarParser does. */
export function starTables({ text, path }: NamedText): StarTable[] {
  const parser = new StarParser(path);
  const tables: { block: string; columns: readonly string[]; rows: StarRow[]; line: number }[] = [];
  for (const event of [...parser.push(text), ...parser.end()]) {
    if (event.kind === 'table') tables.push({ ...event, rows: [] });
    if (event.kind === 'rows') tables.at(-1)?.rows.push(...event.rows);
  }
  return tables.map(({ block, columns, rows, line }) => ({ block, columns, rows, line }));
}
