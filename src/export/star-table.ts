import { Float } from '../base/float.js';

/** Spells the head of a table of a STAR file: its block and its columns. */
export function starHead(block: string, columns: readonly string[]): string {
  const names = columns.map((name, index) => `_${name} #${index + 1}\n`).join('');
  return `\ndata_${block}\n\nloop_\n${names}`;
}

/** Spells a table of a STAR file with its rows. */
export function starTable(
  block: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return `${starHead(block, columns)}${rows.map((row) => `${row.map(starCell).join(' ')}\n`).join('')}\n`;
}

/** Spells a cell: the shortest number that reads back, or a text, in quotes if it is empty or has blanks. */
export function starCell(value: string | number): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : new Float(value).toString();
  return value === '' || /\s|^[_#"';]/.test(value) ? `"${value.replaceAll('"', "'")}"` : value;
}
