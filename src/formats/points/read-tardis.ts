import { fileError } from '../../base/errors.js';
import { type DelimitedRow, delimitedRows } from '../delimited.js';
import { parseFinite } from '../text.js';
import { type PointReader, placement } from './point.js';
import { coordinates } from './read-delimited.js';
import { axesIn, type TardisColumns, tardisColumns } from './sniff-points.js';

/** Columns used if the header does not name all four. */
const usualColumns: TardisColumns = { id: 0, position: [1, 2, 3] };

/**
 * Reads a TARDIS table: instance, x, y, z in Å, in the columns that its header names, else in this order; ids may be
 * spelled as floats (`0.0`). Fails with a FormatError that names the line.
 */
export const readTardis: PointReader = async function* (source, _, options) {
  const toLocation = placement({ ...options, order: 'xyz' });
  let isFirst = true;
  let columns = usualColumns;
  for await (const rows of delimitedRows(source, ',')) {
    if (isFirst && rows[0] !== undefined) {
      const [{ cells, line }] = rows;
      if (cells.length < 4 || cells.slice(0, 4).every((cell) => parseFinite(cell.trim()) !== null)) {
        const expected = 'a header: IDs,X [A],Y [A],Z [A]';
        throw fileError('not a TARDIS table', { path: source.path, line }, expected, cells.join(','));
      }
      const named = tardisColumns(cells);
      if (
        named === null &&
        (axesIn(cells) ?? usualColumns.position).join() !== usualColumns.position.join()
      ) {
        const expected = 'one column that numbers objects: IDs';
        throw fileError('not a TARDIS table', { path: source.path, line }, expected, cells.join(','));
      }
      columns = named ?? usualColumns;
    }
    const { id, position } = columns;
    yield (isFirst ? rows.slice(1) : rows).map((row) => {
      const [x, y, z] = coordinates(row, position, source.path, null);
      return {
        type: 'instancePoint',
        location: toLocation(x, y, z),
        instanceId: instanceId(row, id, source.path),
      };
    });
    if (rows.length > 0) isFirst = false;
  }
};

function instanceId({ line, cells }: DelimitedRow, column: number, path: string): number {
  const cell = cells[column] ?? '';
  const id = parseFinite(cell.trim());
  if (id !== null && Number.isSafeInteger(id) && id >= 0) return id;
  const expected = `a whole number in field ${column + 1}`;
  throw fileError('not an instance', { path, line }, expected, JSON.stringify(cell));
}
