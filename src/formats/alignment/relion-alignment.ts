import { FormatError } from '../../base/errors.js';
import { type RunChoice, relionTilts } from '../relion-tilts.js';
import { starTables } from '../star.js';
import { finiteNumber, type NamedText, parseFinite } from '../text.js';
import { type AlignmentSection, inPlane } from './alignment-section.js';

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

/** Facts of a tilt series that STAR files may lack. */
interface TiltSeriesFacts extends RunChoice {
  /** Å. */
  readonly pixelSize?: number | null;
  /** Width and height in pixels. */
  readonly imageSize?: readonly [number, number] | null;
}

/** The size of a tomogram in pixels of the tilt series, and their size in Å. */
interface ListedTomogram {
  readonly pixelSize: number | null;
  readonly size: readonly number[] | null;
}

/**
 * Reads the sections of a run in STAR files of RELION 4 or 5. RELION projects with Rz(ZRot)·Ry(YTilt)·Rx(XTilt), then
 * shifts by Å (setProjectionMatrix of its `tomogram.cpp`), so ZRot and the shifts are those of the section. Shifts
 * are divided by `pixelSize` (Å), or else by the pixel size that a list of tilt series gives. RELION 4 and Warp 2 write
 * the product of these steps instead (`rlnTomoProjX` …). Fails with a FormatError if no table is of the run, or a fact
 * that its form needs is missing.
 */
export function relionAlignment(
  files: readonly NamedText[],
  facts: TiltSeriesFacts,
): { readonly sections: readonly AlignmentSection[]; readonly pixelSize: number | null } {
  const tilts = relionTilts(files, [tiltColumns, projectionColumns], facts);
  if (tilts === null) {
    throw new FormatError('not an aligned tilt series of RELION', {
      path: files[0]?.path ?? '',
      expected: `a table with ${tiltColumns.join(', ')}`,
      found: 'none',
    });
  }
  const listed = listedTomogram(tilts.name, files);
  const { path } = tilts;
  const unit = facts.pixelSize ?? listed.pixelSize;
  const hasAngles = tiltColumns.every((name) => tilts.columns.includes(name));
  const centres = hasAngles ? null : centresOf(listed.size, facts.imageSize ?? null, path);
  const sections = tilts.rows.map(({ zIndex, line, text, number, optional }): AlignmentSection => {
    if (centres !== null) {
      const matrix = projectionColumns.map((name) => vectorOf(text(name) ?? '', name, { path, line }));
      return { zIndex, ...decomposed(matrix, centres, { path, line }) };
    }
    if (unit === null) {
      throw new FormatError('shifts in Å need a pixel size', {
        path,
        expected: `pixel_spacing of the tilt series, or a file with ${pixelColumn}`,
        found: 'neither',
      });
    }
    const [yTilt, zRot, xShift, yShift] = tiltColumns.map((name) => number(name) ?? 0) as [
      number,
      number,
      number,
      number,
    ];
    return {
      zIndex,
      tiltAngle: yTilt,
      volumeXRotation: optional('rlnTomoXTilt') ?? 0,
      inPlaneRotation: inPlane(zRot),
      xOffset: xShift / unit,
      yOffset: yShift / unit,
    };
  });
  return { sections: sections.sort((a, b) => a.zIndex - b.zIndex), pixelSize: listed.pixelSize };
}

/** Returns what `tilt_series.star` or `tomograms.star` list of a tilt series; null for what no file lists. */
function listedTomogram(name: string, files: readonly NamedText[]): ListedTomogram {
  for (const { columns, rows } of files.flatMap(starTables)) {
    const row = rows.find(({ cells }) => cells[columns.indexOf('rlnTomoName')] === name);
    if (row === undefined) continue;
    const sizeIn = (column: string) => parseFinite(row.cells[columns.indexOf(column)] ?? '') ?? 0;
    const [pixelSize, size] = [sizeIn(pixelColumn), sizeColumns.map(sizeIn)];
    return {
      pixelSize: pixelSize > 0 ? pixelSize : null,
      size: size.every((length) => length > 0) ? size : null,
    };
  }
  return { pixelSize: null, size: null };
}

/** The centres of the tomogram and of the images, in pixels of the tilt series. */
interface Centres {
  readonly volume: readonly number[];
  readonly image: readonly number[];
}

/** Returns the centres that RELION projects by: whole numbers (`int` halves, `tomogram.cpp`). */
function centresOf(volume: readonly number[] | null, image: readonly number[] | null, path: string): Centres {
  const half = (size: readonly number[]) => size.map((length) => Math.floor(length / 2));
  if (volume !== null && image !== null) return { volume: half(volume), image: half(image) };
  throw new FormatError('projection matrices need the sizes of the tomogram and of the images', {
    path,
    expected: `${sizeColumns.join(', ')} of the tomogram, and the stack of the tilt series`,
    found: volume === null ? 'no size of the tomogram' : 'no stack',
  });
}

/** Reads a row of a matrix, `[a,b,c,d]`. */
function vectorOf(
  text: string,
  column: string,
  place: { readonly path: string; readonly line: number },
): number[] {
  const tokens = text.replace(/^\[|\]$/g, '').split(',');
  const expected = 'four numbers in brackets';
  const message = `${column} is not a row of a matrix`;
  if (tokens.length !== 4) throw new FormatError(message, { ...place, expected, found: text });
  return tokens.map((token) => finiteNumber(token.trim(), { ...place, expected }, message));
}

const degrees = 180 / Math.PI;

/**
 * Returns the angles and shifts of a projection matrix, `image = R · voxel + t` in pixels from the corners, with
 * R = Rz·Ry·Rx. Fails with a FormatError if R mirrors.
 */
function decomposed(
  matrix: readonly (readonly number[])[],
  { volume, image }: Centres,
  place: { readonly path: string; readonly line: number },
): Omit<AlignmentSection, 'zIndex'> {
  const at = (row: number, column: number) => matrix[row]?.[column] ?? 0;
  const cofactor = (a: number, b: number) => at(1, a) * at(2, b) - at(1, b) * at(2, a);
  if (at(0, 0) * cofactor(1, 2) - at(0, 1) * cofactor(0, 2) + at(0, 2) * cofactor(0, 1) <= 0) {
    const expected = 'a right-handed matrix (determinant 1)';
    throw new FormatError('the projection matrix mirrors', {
      ...place,
      expected,
      found: 'a determinant below 0',
    });
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
