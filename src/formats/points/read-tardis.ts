import { FormatError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { type DelimitedRow, delimitedRows } from '../delimited/index.js';
import { parseFinite } from '../text/index.js';
import type { AnnotationPoint, PointType } from './point.js';
import { type PointOptions, placement } from './point-options.js';
import { coordinates } from './read-delimited.js';

/** Points of a TARDIS table: instance, x, y, z in Å; its ids may be spelled as floats (`0.0`). */
export async function* readTardis(
  source: ByteSource,
  _: PointType,
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
