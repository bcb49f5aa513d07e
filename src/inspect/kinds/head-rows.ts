import { delimitedRows } from '../../formats/delimited/index.js';
import type { InspectedFile } from '../inspected-file.js';

/** The columns and first rows of delimited text; without a header there are no names of columns. */
export async function headRows(
  file: InspectedFile,
  delimiter: string,
  hasHeader: boolean,
  count: number,
): Promise<{ columns: readonly string[]; rows: readonly (readonly string[])[] }> {
  const rows: (readonly string[])[] = [];
  for await (const batch of delimitedRows(file.source(), delimiter)) {
    rows.push(...batch.map(({ cells }) => cells));
    if (rows.length > count) break;
  }
  const [first = [], ...others] = rows;
  return hasHeader
    ? { columns: first, rows: others.slice(0, count) }
    : { columns: [], rows: rows.slice(0, count) };
}
