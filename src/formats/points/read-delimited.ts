import { FormatError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { parseFinite } from '../text/index.js';
import { type DelimitedRow, delimitedRows } from './delimited-rows.js';
import type { AnnotationPoint } from './point.js';
import { type PointOptions, placement } from './point-options.js';

/** Points of a delimited table: the first three columns, as `order` says; the rest is ignored. */
export async function* readDelimited(
  source: ByteSource,
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const place = placement(options);
  const delimiter = options.delimiter ?? (options.format === 'tsv' ? '\t' : ',');
  const hasHeader = options.format === 'csv_with_header';
  let isFirst = true;
  for await (const rows of delimitedRows(source, delimiter)) {
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

/** Points of a TARDIS table: instance, x, y, z in Å; its ids may be spelled as floats (`0.0`). */
export async function* readTardis(
  source: ByteSource,
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const place = placement({ ...options, order: 'xyz' });
  let isFirst = true;
  for await (const rows of delimitedRows(source, ',')) {
    if (isFirst && rows[0] !== undefined) checkTardisHeader(rows[0], source.path);
    yield (isFirst ? rows.slice(1) : rows).map((row) => {
      const [x, y, z] = coordinates(row, 1, source.path, null);
      return { type: 'instancePoint', location: place(x, y, z), instanceId: instanceId(row, source.path) };
    });
    if (rows.length > 0) isFirst = false;
  }
}

function checkTardisHeader(row: DelimitedRow, path: string): void {
  if (row.cells.length >= 4 && row.cells.slice(0, 4).some((cell) => parseFinite(cell.trim()) === null))
    return;
  throw new FormatError('not a TARDIS table', {
    path,
    line: row.line,
    expected: 'a header: IDs,X [A],Y [A],Z [A]',
    found: row.cells.join(','),
  });
}

function coordinates(
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

function instanceId({ line, cells }: DelimitedRow, path: string): number {
  const id = parseFinite((cells[0] as string).trim());
  if (id !== null && Number.isSafeInteger(id) && id >= 0) return id;
  throw new FormatError('not an instance', {
    path,
    line,
    expected: 'a whole number in field 1',
    found: JSON.stringify(cells[0]),
  });
}
