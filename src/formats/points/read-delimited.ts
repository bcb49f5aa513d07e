import { fileError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { type DelimitedRow, delimitedRows } from '../delimited.js';
import { parseFinite } from '../text.js';
import { numberRows } from './number-table.js';
import { type PointFormat, type PointOptions, type PointReader, placement } from './point.js';
import { isWholeNumber } from './row-filter.js';
import {
  type Axis,
  axesIn,
  isNapariHeader,
  namesAxes,
  placesOf,
  tardisColumns,
  unitOf,
} from './sniff-points.js';

/** Reads a table without its first row if `isHeader`, which may refuse that row, says so. */
async function* rowsBelow(source: ByteSource, delimiter: string, isHeader: (first: DelimitedRow) => boolean) {
  let isStart = true;
  for await (const rows of delimitedRows(source, delimiter)) {
    const [first] = rows;
    const isLeftOut = isStart && first !== undefined && isHeader(first);
    isStart &&= first === undefined;
    yield isLeftOut ? rows.slice(1) : rows;
  }
}

/** Returns the reader of a delimited table: coordinates are its first three columns, in the order of `order`. */
export function delimitedReader({ delimiter, hasHeader }: NonNullable<PointFormat['columns']>): PointReader {
  const headerHint = 'use csv_with_header or tsv_with_header where the first line names the columns';
  return async function* (source, _, options) {
    const toLocation = placement(options);
    const watch = watchForClasses(source.path, options);
    let start: DelimitedRow | null = null;
    const batches = rowsBelow(source, options.delimiter ?? delimiter, (first) => {
      start = first;
      if (hasHeader) checkHeader(first, source.path, options, delimiter === '\t' ? 'tsv' : 'csv');
      warnOfParticles(first, source.path, options);
      return hasHeader;
    });
    for await (const rows of batches) {
      yield rows.map((row) => {
        const [a, b, c] = coordinates(row, [0, 1, 2], source.path, row === start ? headerHint : null);
        watch.row(row.cells);
        return { type: 'point', location: toLocation(a, b, c) };
      });
    }
    // The names in a header say what columns are.
    if (!hasHeader) watch.end();
  };
}

/** Names of columns that are no coordinates, such as those of a motive list of PEET: `CCC,reserved,reserved`. */
const otherColumn =
  /^(?:ids?|index|idx|labels?|class|instance|object|name|ccc?|scores?|weight|reserved|na|p_?index|wedge\w*|(?:euler|angle|rot|tilt|psi|phi|theta).*|(?:rln)?(?:tomo|micrograph|run)\w*)$/i;

/**
 * Fails with a FormatError if the header names other values than coordinates in the first three columns; with
 * `compatible: portal` that is a warning, as it is if x, y and z are in another order, or if the header is a row of
 * numbers, whose point would be lost.
 */
function checkHeader(row: DelimitedRow, path: string, options: PointOptions, headless: 'csv' | 'tsv'): void {
  const { warn, order, compatible } = options;
  const first = row.cells.slice(0, 3).map((cell) => cell.trim());
  if (first.every((cell) => parseFinite(cell) !== null)) {
    warn?.(
      `${path}: the first line is left out as a header, but holds numbers (${first.join(', ')}); ${headless} has no header`,
    );
  }
  const axes: readonly Axis[] = order === 'zyx' ? ['z', 'y', 'x'] : ['x', 'y', 'z'];
  const [unit, ...units] = first.map(unitOf);
  if (unit != null && units.every((each) => each === unit)) options.pixelSize?.(unit, first[0] ?? '');
  if (namesAxes(row.cells, axes)) return;
  const columns = axesIn(row.cells)?.map((column) => column + 1);
  const isElsewhere = columns !== undefined && Math.max(...columns) > 3;
  const other = first.find((cell) => otherColumn.test(cell));
  if ((isElsewhere || other !== undefined) && compatible !== 'portal') {
    const hint = /^ccc$/i.test(first[0] ?? '')
      ? 'a motive list of PEET has no coordinates; use its model (.mod) as file_format: mod'
      : 'write a table that begins with the coordinates';
    const expected = `columns named ${axes.join(', ')} first`;
    const found = `${first.join(', ')}${columns ? `; x, y and z are columns ${columns.join(', ')}` : ''}`;
    const at = { path, line: row.line, hint };
    throw fileError('the first three columns are not coordinates', at, expected, found);
  }
  if (columns === undefined) return;
  warn?.(
    `${path}: the first three columns (${first.join(', ')}) are taken as ${axes.join(', ')}, but the header has x, y and z in columns ${columns.join(', ')}`,
  );
}

/** Warns of a table of particles whose first columns are not coordinates. */
function warnOfParticles({ cells }: DelimitedRow, path: string, { warn }: PointOptions): void {
  const places = placesOf(cells);
  if (places === null) return;
  const taken = `the first three of ${cells.length} columns are taken as coordinates`;
  warn?.(`${path}: ${taken}, but this looks like ${places}`);
}

/**
 * Reads a crYOLO `.coords` file: x, y and z of the centres in voxels, blank-separated, one a line, as
 * napari-boxmanager writes it; colours and other columns behind them (`.xyzrgb`) are left out.
 */
export const readCoords: PointReader = async function* (source, _, options) {
  const toLocation = placement(options);
  const watch = watchForClasses(source.path, options);
  for await (const rows of numberRows(source, 3)) {
    yield rows.map(({ number, tokens }) => {
      watch.row(tokens);
      return { type: 'point', location: toLocation(number(1), number(2), number(3)) };
    });
  }
  watch.end();
};

/**
 * Watches the rows of a table without header, whose first three columns are taken as x, y and z. `end` warns if the first
 * of four is a class, as in the coordinates of several classes that DeepETPicker takes (its coords_to_relion4.py).
 */
function watchForClasses(path: string, { warn }: PointOptions) {
  let isClass = true;
  let rows = 0;
  const highest = [0, 0, 0, 0];
  return {
    row(cells: readonly string[]) {
      if (!isClass) return;
      rows++;
      for (const [at, cell] of cells.entries()) highest[at] = Math.max(highest[at] ?? 0, Number(cell));
      const [first = ''] = cells;
      isClass = cells.length === 4 && isWholeNumber(first.trim()) && Number(first) <= 32;
    },
    end() {
      const [first = 0, ...others] = highest;
      if (!isClass || rows < 5 || !others.every((most) => most > first)) return;
      const taken = 'the first three of four columns are taken as x, y and z';
      warn?.(`${path}: ${taken}, but the first looks like a class (0 to ${first})`);
    },
  };
}

/**
 * Reads the points that napari saves of a layer (CSV): their index, then z, y and x in `axis-0` to `axis-2`, in pixels
 * of the layer whatever its scale; properties behind them are left out. Fails with a FormatError for another header.
 */
export const readNapari: PointReader = async function* (source, _, options) {
  const toLocation = placement({ ...options, order: 'zyx' });
  const batches = rowsBelow(source, ',', ({ cells, line }) => {
    if (isNapariHeader(cells)) return true;
    const expected = 'a header that begins with index,axis-0,axis-1,axis-2, of a layer of three axes';
    throw fileError('not points of napari', { path: source.path, line }, expected, cells.join(','));
  });
  for await (const rows of batches) {
    yield rows.map((row) => {
      const [z, y, x] = coordinates(row, [1, 2, 3], source.path);
      return { type: 'point', location: toLocation(z, y, x) };
    });
  }
};

/** Columns used if the header does not name all four. */
const usualColumns: NonNullable<ReturnType<typeof tardisColumns>> = { id: 0, position: [1, 2, 3] };

/**
 * Reads a TARDIS table: instance, x, y, z in Å, in the columns that its header names, else in this order; ids may be
 * spelled as floats (`0.0`). Fails with a FormatError that names the line.
 */
export const readTardis: PointReader = async function* (source, _, options) {
  const toLocation = placement({ ...options, order: 'xyz' });
  let { id, position } = usualColumns;
  const batches = rowsBelow(source, ',', ({ cells, line }) => {
    const refuse = (expected: string) =>
      fileError('not a TARDIS table', { path: source.path, line }, expected, cells.join(','));
    if (cells.length < 4 || cells.slice(0, 4).every((cell) => parseFinite(cell.trim()) !== null))
      throw refuse('a header: IDs,X [A],Y [A],Z [A]');
    const named = tardisColumns(cells);
    const isUsual = (axesIn(cells) ?? usualColumns.position).join() === usualColumns.position.join();
    if (named === null && !isUsual) throw refuse('one column that numbers objects: IDs');
    ({ id, position } = named ?? usualColumns);
    return true;
  });
  for await (const rows of batches) {
    yield rows.map((row) => {
      const [x, y, z] = coordinates(row, position, source.path);
      const instanceId = parseFinite((row.cells[id] ?? '').trim());
      if (instanceId !== null && Number.isSafeInteger(instanceId) && instanceId >= 0)
        return { type: 'instancePoint', location: toLocation(x, y, z), instanceId };
      const at = { path: source.path, line: row.line };
      const found = JSON.stringify(row.cells[id] ?? '');
      throw fileError('not an instance', at, `a whole number in field ${id + 1}`, found);
    });
  }
};

/** Returns the coordinates in three fields of a row, counted from 0. Fails with a FormatError that names the line. */
function coordinates(
  { line, cells }: DelimitedRow,
  [x, y, z]: readonly [number, number, number],
  path: string,
  hint: string | null = null,
): [number, number, number] {
  const fields = Math.max(x, y, z) + 1;
  if (cells.length < fields) {
    const at = { path, line, hint: 'check the delimiter of the annotation source' };
    throw fileError('the row is too short', at, `at least ${fields} fields`, `${cells.length}`);
  }
  const numberAt = (index: number) => {
    const cell = cells[index] as string;
    const value = parseFinite(cell.trim());
    if (value !== null) return value;
    const expected = `a number in field ${index + 1}`;
    const at = { path, line, ...(hint === null ? {} : { hint }) };
    throw fileError('not a coordinate', at, expected, JSON.stringify(cell));
  };
  return [numberAt(x), numberAt(y), numberAt(z)];
}
