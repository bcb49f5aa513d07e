import { FormatError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { type DelimitedRow, delimitedRows } from '../delimited/index.js';
import { parseFinite } from '../text/index.js';
import type { AnnotationPoint } from './point.js';
import type { PointReader } from './point-format.js';
import { type PointOptions, placement } from './point-options.js';

/** Reads points of a delimited table: the first three columns, as `order` says; the rest is ignored. */
export function delimitedReader(table: {
  readonly delimiter: string;
  readonly hasHeader: boolean;
}): PointReader {
  return (source, _, options) => readDelimited(source, options, table);
}

async function* readDelimited(
  source: ByteSource,
  options: PointOptions,
  { delimiter, hasHeader }: { readonly delimiter: string; readonly hasHeader: boolean },
): AsyncGenerator<readonly AnnotationPoint[]> {
  const place = placement(options);
  let isFirst = true;
  for await (const rows of delimitedRows(source, options.delimiter ?? delimiter)) {
    const data = isFirst && hasHeader ? rows.slice(1) : rows;
    if (isFirst && hasHeader) warnOfNoHeader(rows[0], source.path, options);
    yield data.map((row, index) => {
      const hint =
        isFirst && index === 0 && !hasHeader
          ? 'use csv_with_header where the first line names the columns'
          : null;
      const [a, b, c] = coordinates(row, 0, source.path, hint);
      return { type: 'point', location: place(a, b, c) };
    });
    if (rows.length > 0) isFirst = false;
  }
}

/** A table without header would lose its first point in silence. */
function warnOfNoHeader(row: DelimitedRow | undefined, path: string, { warn }: PointOptions): void {
  const cells = row?.cells.slice(0, 3) ?? [];
  if (row === undefined || cells.some((cell) => parseFinite(cell.trim()) === null)) return;
  warn?.(
    `${path}: the first line is left out as a header, but holds numbers (${cells.join(', ')}); csv has no header`,
  );
}

/** The coordinates in three fields of a row. Fails with a FormatError that names the line. */
export function coordinates(
  { line, cells }: DelimitedRow,
  from: number,
  path: string,
  hint: string | null,
): [number, number, number] {
  if (cells.length < from + 3) {
    throw new FormatError('the row is too short', {
      path,
      line,
      expected: `at least ${from + 3} fields`,
      found: `${cells.length}`,
      hint: 'check the delimiter of the annotation source',
    });
  }
  const numberAt = (index: number) => {
    const cell = cells[index] as string;
    const value = parseFinite(cell.trim());
    if (value !== null) return value;
    const expected = `a number in field ${index + 1}`;
    const facts = { path, line, expected, found: JSON.stringify(cell) };
    throw new FormatError('not a coordinate', hint === null ? facts : { ...facts, hint });
  };
  return [numberAt(from), numberAt(from + 1), numberAt(from + 2)];
}
