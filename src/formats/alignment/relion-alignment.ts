import { FormatError, fileError } from '../../base/errors.js';
import { rowsByTilt } from '../mdoc-sections.js';
import { determinantOf } from '../points/rotation.js';
import { ofTomogram, relionTilts } from '../relion-tilts.js';
import { starTables } from '../star.js';
import { finiteNumber, type NamedText, parseFinite } from '../text.js';
import { type Alignment, type AlignmentFacts, type AlignmentSection, inPlane } from './alignment-section.js';

const tiltColumns = ['rlnTomoYTilt', 'rlnTomoZRot', 'rlnTomoXShiftAngst', 'rlnTomoYShiftAngst'] as const;
const projectionColumns = ['rlnTomoProjX', 'rlnTomoProjY', 'rlnTomoProjZ'] as const;
const sizeColumns = ['rlnTomoSizeX', 'rlnTomoSizeY', 'rlnTomoSizeZ'] as const;
const pixelColumn = 'rlnTomoTiltSeriesPixelSize';

/** True if a STAR text lists aligned sections of tilt series as RELION 4 and 5 and Warp 2 write them. */
export function isRelionAlignment(file: NamedText): boolean {
  return [tiltColumns, projectionColumns].some((columns) =>
    columns.every((name) => file.text.includes(`_${name}`)),
  );
}

/**
 * Reads the sections of a run in STAR files of RELION 4 or 5. RELION projects with Rz(ZRot)·Ry(YTilt)·Rx(XTilt), then
 * shifts by Å (setProjectionMatrix of its `tomogram.cpp`), so ZRot and the shifts are those of the section. Shifts
 * are divided by `pixelSize` (Å), or else by the pixel size that a list of tilt series gives. RELION 4 and Warp 2 write
 * the product of these steps instead (`rlnTomoProjX` …), which needs the sizes of tomogram and images. Fails with a
 * FormatError if no table is of the run, or shifts in Å have no pixel size.
 */
export function relionAlignment(files: readonly NamedText[], facts: AlignmentFacts): Alignment {
  const tilts = relionTilts(files, [tiltColumns, projectionColumns], facts);
  if (tilts === null) {
    const expected = `a table with ${tiltColumns.join(', ')}`;
    throw fileError('not an aligned tilt series of RELION', files[0]?.path ?? '', expected, 'none');
  }
  const { path } = tilts;
  const listed = listedNumbers(tilts.name, files);
  const pixelSize = listed(pixelColumn);
  const unit = facts.pixelSize ?? pixelSize;
  const hasAngles = tiltColumns.every((name) => tilts.columns.includes(name));
  const centres = hasAngles ? null : centresOf(sizeColumns.map(listed), facts.imageSize ?? []);
  if (!hasAngles && centres === null) {
    const missing = `parameters of each section need the stack of the tilt series and ${sizeColumns.join(', ')}`;
    return { sections: [], pixelSize, missing };
  }
  const placeOf = placesByTilt(tilts, facts.stackTilts ?? []);
  const sections = tilts.rows.map(({ line, text, number, optional }, at): AlignmentSection => {
    const zIndex = placeOf(at);
    if (centres !== null) {
      const place = { path, line };
      const matrix = projectionColumns.map((name) => matrixRow(text(name) ?? '', name, place));
      return { zIndex, ...decomposed(matrix, centres, place) };
    }
    if (unit === null) {
      const expected = `pixel_spacing of the tilt series, or a file with ${pixelColumn}`;
      throw fileError('shifts in Å need a pixel size', path, expected, 'neither');
    }
    const [yTilt = 0, zRot = 0, xShift = 0, yShift = 0] = tiltColumns.map((name) => number(name) ?? 0);
    return {
      zIndex,
      tiltAngle: yTilt,
      volumeXRotation: optional('rlnTomoXTilt') ?? 0,
      inPlaneRotation: inPlane(zRot),
      xOffset: xShift / unit,
      yOffset: yShift / unit,
    };
  });
  return { sections: sections.sort((a, b) => a.zIndex - b.zIndex), pixelSize, missing: null };
}

/** Returns the 0-based section of each row: by recorded tilts if no image is numbered and all match, else RELION's. */
function placesByTilt(
  { rows, areNumbered }: NonNullable<ReturnType<typeof relionTilts>>,
  stackTilts: readonly number[],
): (row: number) => number {
  const recorded = rows.flatMap(({ optional }) => optional('rlnTomoNominalStageTiltAngle') ?? []);
  const found = areNumbered || recorded.length < rows.length ? null : rowsByTilt(stackTilts, recorded);
  const places = new Map([...(found ?? [])].map(([section, row]) => [row, section]));
  return (row) => (places.size === rows.length ? places.get(row) : null) ?? rows[row]?.zIndex ?? row;
}

/** Returns what `tilt_series.star` or `tomograms.star` list of a tilt series, by column: numbers above 0, else null. */
function listedNumbers(name: string, files: readonly NamedText[]): (column: string) => number | null {
  const own = files.flatMap((file) => starTables(file, ofTomogram(name)));
  const found = own.flatMap(({ columns, rows }) => {
    const row = rows.find(({ cells }) => cells[columns.indexOf('rlnTomoName')] === name);
    return row === undefined ? [] : [{ columns, row }];
  });
  return (column) =>
    found
      .map(({ columns, row }) => parseFinite(row.cells[columns.indexOf(column)] ?? ''))
      .find((value) => value !== null && value > 0) ?? null;
}

/** The centres of the tomogram and of the images, in pixels of the tilt series or in Å. */
interface Centres {
  readonly volume: readonly number[];
  readonly image: readonly number[];
}

/** Returns the centres that RELION projects by (`int` halves, `tomogram.cpp`); null if a size is unknown. */
function centresOf(volume: readonly (number | null)[], image: readonly number[]): Centres | null {
  const half = (length: number | null) => Math.floor((length ?? 0) / 2);
  const isKnown = image.length > 0 && volume.every((length) => length !== null);
  return isKnown ? { volume: volume.map(half), image: image.map(half) } : null;
}

type Place = Pick<FormatError['facts'], 'path' | 'line' | 'keyPath'>;

/** Reads a row of a matrix, `[a,b,c,d]`. */
function matrixRow(text: string, column: string, place: Place): number[] {
  const tokens = text.replace(/^\[|\]$/g, '').split(',');
  const facts = { ...place, expected: 'four numbers in brackets' };
  const message = `${column} is not a row of a matrix`;
  if (tokens.length !== 4) throw new FormatError(message, { ...facts, found: text });
  return tokens.map((token) => finiteNumber(token.trim(), facts, message));
}

const degrees = 180 / Math.PI;

/**
 * Returns the angles and shifts of a projection matrix, `image = R · voxel + t` in the unit of the centres, with
 * R = Rz·Ry·Rx. Fails with a FormatError if R mirrors.
 */
export function decomposed(matrix: readonly (readonly number[])[], { volume, image }: Centres, place: Place) {
  const at = (row: number, column: number) => matrix[row]?.[column] ?? 0;
  const determinant = determinantOf(matrix);
  if (determinant <= 0) {
    const found = `a determinant of ${determinant.toFixed(3)}`;
    throw fileError('the projection matrix mirrors', place, 'a rotation', found);
  }
  const shift = (row: 0 | 1) =>
    volume.reduce((sum, centre, column) => sum + at(row, column) * centre, at(row, 3)) - (image[row] ?? 0);
  return {
    tiltAngle: Math.atan2(-at(2, 0), Math.hypot(at(0, 0), at(1, 0))) * degrees,
    volumeXRotation: Math.atan2(at(2, 1), at(2, 2)) * degrees,
    inPlaneRotation: inPlane(Math.atan2(at(1, 0), at(0, 0)) * degrees),
    xOffset: shift(0),
    yOffset: shift(1),
  };
}
