import { lineBatches } from '../../formats/byte-source/index.js';
import type { InspectedFile } from '../inspected-file.js';
import { headRows } from './head-rows.js';
import type { TextFacts } from './other-facts.js';
import type { TableFacts } from './table-facts.js';

const shown = 5;

/** Columns and rows of delimited text. Fails with a FormatError where a quote never closes. */
export async function inspectTable(file: InspectedFile): Promise<TableFacts> {
  const { columns, rows } = await headRows(file, file.sniffed.format === 'tsv' ? '\t' : ',', true, shown);
  const lines = await countLines(file);
  return { kind: 'table', columns, count: Math.max(0, lines - 1), rows };
}

/** How many lines a text has, and the first ones. */
export async function inspectText(file: InspectedFile): Promise<TextFacts> {
  const rows: string[] = [];
  for await (const lines of lineBatches(file.source())) {
    rows.push(...lines.slice(0, shown - rows.length));
    if (rows.length >= shown) break;
  }
  return { kind: 'text', lines: await countLines(file), rows };
}

/** Lines that hold something. */
async function countLines(file: InspectedFile): Promise<number> {
  let count = 0;
  for await (const lines of lineBatches(file.source()))
    count += lines.filter((line) => line.trim() !== '').length;
  return count;
}
