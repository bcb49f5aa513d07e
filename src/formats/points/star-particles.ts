import { fileError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { readStar, type StarRow } from '../star.js';
import { finiteNumber, parseFinite } from '../text.js';
import { groupColumn, groupKey, type Optics, statedPixelSize } from './optics.js';
import { type AnnotationPoint, type PointOptions, placement, type Vector } from './point.js';
import { afterRotation, particlePoint, turned } from './rotation.js';
import type { ColumnTriple, StarLayout } from './star-layout.js';

type Indices = readonly [number, number, number];

/** A line of a file, for messages. */
interface Place {
  readonly path: string;
  readonly line: number;
}

/** Options by which the rows of a particle table are read. */
export interface ParticleOptions extends PointOptions {
  readonly isOriented: boolean;
  readonly optics: Optics;
  /** Sizes of the tomograms from whose centres the file counts. */
  readonly sizes: ReturnType<typeof tomogramSizes>;
}

/**
 * True for the columns that template matching of Warp writes, whose coordinates are parts of the tomogram, from 0 to 1
 * (`PositionF` in its TiltSeries.MatchFull.cs): no particle in pixels lies within the first voxel. Without an extent
 * they stay so.
 */
export function isWarpMatching(
  { isCentred, optics }: StarLayout,
  columns: readonly string[],
  { compatible, extent }: PointOptions,
): boolean {
  if (extent === undefined) return false;
  const isWritten = ['rlnMicrographName', 'rlnAutopickFigureOfMerit'].every((name) => columns.includes(name));
  return isWritten && !isCentred && optics === null && compatible !== 'portal';
}

/** Converts rows of a particle table into points; columns are looked up once. */
export type ParticleTable = ReturnType<typeof particleTable>;

/** Returns a table's converter. Fails with a FormatError that names the first missing column and those present. */
export function particleTable(
  layout: StarLayout,
  columns: readonly string[],
  header: Place,
  options: ParticleOptions,
) {
  const column = (name: string) => columnOf(name, columns, header);
  const find = ([x, y, z]: ColumnTriple): Indices => [column(x), column(y), column(z)];
  const position = find(layout.position);
  const shift =
    layout.shifts.find(({ columns: names }) => names.every((name) => columns.includes(name))) ??
    layout.shifts.find(({ isRequired }) => isRequired);
  const shifts = shift === undefined ? null : find(shift.columns);
  const { subtomogram: turns } = layout;
  const subtomogram = turns?.every((name) => columns.includes(name)) ? find(turns) : null;
  const angles = options.isOriented ? find(layout.angles) : null;
  const isNamed = layout.isCentred && columns.includes(layout.tomogram);
  const nameColumn = isNamed || typeof options.filter === 'string' ? column(layout.tomogram) : null;
  const group = columns.indexOf(groupColumn);
  const isOfMatching = isWarpMatching(layout, columns, options);
  const toLocation = placement(options);
  let isTurned = false;
  let isFractional = isOfMatching;

  const placeOf = ({ line }: StarRow): Place => ({ path: header.path, line });
  const factsOf = ({ line }: StarRow) => ({ path: header.path, line, expected: 'a number' });
  const number = (row: StarRow, index: number): number =>
    finiteNumber(row.cells[index] as string, factsOf(row), `${columns[index]} is not a number`);
  const vector = (row: StarRow, at: Indices): Vector => [
    number(row, at[0]),
    number(row, at[1]),
    number(row, at[2]),
  ];
  const name = (row: StarRow) => (nameColumn === null ? null : (row.cells[nameColumn] as string));

  /** Returns the pixel size of the coordinates in Å. */
  const pixelSize = (row: StarRow): number => {
    const { sizes, voxelSpacing, binning } = options;
    const size =
      groupPixelSize(row) ??
      sizes.pixelSizeOf(name(row)) ??
      ownPixelSize(row) ??
      (voxelSpacing == null ? null : voxelSpacing / (binning ?? 1));
    if (size !== null) return size;
    const expected = 'rlnImagePixelSize in the file, or the voxel spacing of the tomogram';
    throw fileError('shifts in Å need a pixel size', placeOf(row), expected, 'neither');
  };
  const ownPixelSize = (row: StarRow) => statedPixelSize((label) => row.cells[columns.indexOf(label)] ?? '');
  const groupPixelSize = (row: StarRow): number | null => {
    const { byGroup, first } = options.optics;
    if (group < 0 || byGroup.size === 0) return first;
    const cell = row.cells[group] as string;
    const size = byGroup.get(groupKey(cell));
    if (size !== undefined) return size;
    const [message, found] = ['the optics do not have the group of a particle', JSON.stringify(cell)];
    throw fileError(message, placeOf(row), `${groupColumn} ${[...byGroup.keys()].join(', ')}`, found);
  };
  const base = (row: StarRow): Vector => {
    const at = vector(row, position);
    const isFraction = isOfMatching && at.every((value) => value >= 0 && value <= 1);
    isFractional &&= isFraction;
    if (!layout.isCentred && !isFraction) return at;
    const size = pixelSize(row);
    const [cx, cy, cz] = options.sizes.centreOf(name(row), size, placeOf(row));
    if (isFraction) return [2 * cx * at[0], 2 * cy * at[1], 2 * cz * at[2]];
    return [at[0] / size + cx, at[1] / size + cy, at[2] / size + cz];
  };
  const coordinates = (row: StarRow): Vector => {
    const at = base(row);
    if (shift === undefined || shifts === null) return at;
    const by = vector(row, shifts);
    const unit = shift.unit === 'angstrom' ? pixelSize(row) : 1;
    const moved = subtomogram === null ? by : turned(layout.rotation(...vector(row, subtomogram)), by);
    const add = (axis: 0 | 1 | 2) => at[axis] + shift.sign * (moved[axis] / unit);
    return [add(0), add(1), add(2)];
  };
  return {
    /** Returns the cell that names the row's tomogram; null without a filter. */
    tomogram: name,
    /** Returns the pixel size in Å of the row's group of the optics; null if there is none. */
    groupPixelSize,
    /** Returns the pixel size in Å that the row states itself; null without one. */
    ownPixelSize,
    /** True if positions or shifts are in Å. */
    needsPixelSize: layout.isCentred || shift?.unit === 'angstrom',
    /** True if rows state their group of the optics. */
    isGrouped: group >= 0 && options.optics.byGroup.size > 0,
    /** True if a row so far was rotated with its subtomogram. */
    get isTurned() {
      return isTurned;
    },
    /** True if all rows so far are parts of their tomogram. */
    get isFractional() {
      return isFractional;
    },
    /** Converts a row. Fails with a FormatError if a cell is not a number, or a pixel size is needed and unknown. */
    point(row: StarRow): AnnotationPoint {
      const location = toLocation(...coordinates(row));
      const within = subtomogram === null ? null : vector(row, subtomogram);
      isTurned ||= within?.some((angle) => angle !== 0) ?? false;
      if (angles === null) return { type: 'point', location };
      const own = layout.rotation(...vector(row, angles));
      const rotation = within === null ? own : afterRotation(layout.rotation(...within), own);
      return particlePoint('orientedPoint', location, () => rotation, options);
    },
  };
}

/** Returns the index of a column of particles. Fails with a FormatError whose hint names the format that the table may have. */
export function columnOf(name: string, columns: readonly string[], header: Place): number {
  const index = columns.indexOf(name);
  if (index >= 0) return index;
  const isRelion5 = columns.includes('rlnCenteredCoordinateXAngst');
  const hint = isRelion5 ? { hint: 'particles of RELION 5 are read as relion5_star' } : {};
  throw fileError(`the column ${name} is missing`, { ...header, ...hint }, name, columns.join(', '));
}

interface Tomogram {
  readonly pixelSize: number | null;
  readonly size: Vector;
}

const sizeColumns = ['rlnTomoSizeX', 'rlnTomoSizeY', 'rlnTomoSizeZ'] as const;
const nameColumn = 'rlnTomoName';
const pixelColumn = 'rlnTomoTiltSeriesPixelSize';

/** Returns the sizes in a RELION 5 `tomograms.star`, else those of the extent (Å) of the run's own tomogram. */
export function tomogramSizes(tomograms: ReadonlyMap<string, Tomogram> | null, extent: Vector | null) {
  const known = (name: string | null) => (name === null ? undefined : tomograms?.get(name));
  return {
    /** Returns the pixel size of the tilt series in Å; null if unknown. */
    pixelSizeOf: (name: string | null) => known(name)?.pixelSize ?? null,
    /**
     * Returns the centre in pixels of the tilt series, `size / 2`: RELION 5 halves sizes as floats when it reads
     * particles (`tomogram_set.cpp`), though as integers when it projects. Fails with a FormatError if it is unknown.
     */
    centreOf(name: string | null, pixelSize: number, row: Place) {
      const tomogram = known(name);
      if (tomogram !== undefined) return half(tomogram.size, 1);
      if (tomograms === null && extent !== null) return half(extent, pixelSize);
      const [expected, found] =
        tomograms === null
          ? ['tomograms_path with a tomograms.star, or a tomogram of the run', 'neither']
          : [`${name} in the tomograms file`, [...tomograms.keys()].slice(0, 3).join(', ') || 'no tomograms'];
      throw fileError('the size of the tomogram is unknown', row, expected, found);
    },
  };
}

/** Reads the tomograms of a `tomograms.star` of RELION 5 by name. Fails with a FormatError. */
export async function readTomograms(source: ByteSource): Promise<ReadonlyMap<string, Tomogram>> {
  const tomograms = new Map<string, Tomogram>();
  let columns: readonly string[] | null = null;
  let isThere = false;
  for await (const events of readStar(source)) {
    for (const event of events) {
      if (event.kind === 'table') {
        columns = event.columns.includes(nameColumn) ? event.columns : null;
        const header = { path: source.path, line: event.line };
        for (const name of columns === null ? [] : sizeColumns) columnOf(name, event.columns, header);
        isThere ||= columns !== null;
      }
      if (event.kind !== 'rows' || columns === null) continue;
      const names = columns;
      for (const { cells, line } of event.rows) {
        const cell = (name: string) => cells[names.indexOf(name)] ?? '';
        const side = (name: string) => {
          const value = parseFinite(cell(name));
          if (value !== null && value > 0) return value;
          const at = { path: source.path, line };
          throw fileError(`${name} is not a size`, at, 'a number above 0', JSON.stringify(cell(name)));
        };
        tomograms.set(cell(nameColumn), {
          pixelSize: names.includes(pixelColumn) ? side(pixelColumn) : null,
          size: [side(sizeColumns[0]), side(sizeColumns[1]), side(sizeColumns[2])],
        });
      }
    }
  }
  if (isThere) return tomograms;
  const expected = `a table with ${nameColumn} and ${sizeColumns.join(', ')}`;
  throw fileError('not a list of tomograms', source.path, expected, 'none');
}

function half([x, y, z]: Vector, unit: number): Vector {
  return [x / unit / 2, y / unit / 2, z / unit / 2];
}
