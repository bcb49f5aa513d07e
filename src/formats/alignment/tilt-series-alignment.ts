// Alignments of tilt series whose files also have their CTF: those of RELION, Warp and CETS.
import { type ErrorFacts, FormatError, fileError } from '../../base/errors.js';
import { type JsonObject, numberAt, objectsAt, textAt } from '../../base/json-value.js';
import { cetsTilts, isCetsWith } from '../cets-tilts.js';
import { headOfText, someBlockHolds } from '../file-head.js';
import { rowsByTilt } from '../mdoc-sections.js';
import { determinantOf } from '../points/rotation.js';
import { sameTomogram } from '../points/row-filter.js';
import { ofTomogram, relionTilts } from '../relion-tilts.js';
import { starTables } from '../star.js';
import { finiteNumber, type NamedText, parseFinite } from '../text.js';
import { isWarpXml, warpTilts } from '../warp-tilts.js';
import {
  type Alignment,
  type AlignmentFacts,
  type AlignmentSection,
  inPlane,
  without,
} from './alignment-section.js';

const tiltColumns = ['rlnTomoYTilt', 'rlnTomoZRot', 'rlnTomoXShiftAngst', 'rlnTomoYShiftAngst'] as const;
const projectionColumns = ['rlnTomoProjX', 'rlnTomoProjY', 'rlnTomoProjZ'] as const;
const sizeColumns = ['rlnTomoSizeX', 'rlnTomoSizeY', 'rlnTomoSizeZ'] as const;
const pixelColumn = 'rlnTomoTiltSeriesPixelSize';

/** True for a STAR file that lists aligned sections of tilt series as RELION 4 and 5 and Warp 2 write them. */
export function isRelion({ path, text }: NamedText): boolean {
  const lists = (columns: readonly string[]) => columns.every((name) => text.includes(`_${name}`));
  return path.endsWith('.star') && [tiltColumns, projectionColumns].some(lists);
}

/**
 * Reads the sections of a run in STAR files of RELION 4 or 5. RELION projects with Rz(ZRot)·Ry(YTilt)·Rx(XTilt), then
 * shifts by Å (setProjectionMatrix of its `tomogram.cpp`), so ZRot and the shifts are those of the section. Shifts
 * are divided by `pixelSize` (Å), or else by the pixel size that a list of tilt series gives. RELION 4 and Warp 2 write
 * the product of these steps instead (`rlnTomoProjX` …), which needs the sizes of tomogram and images. Fails with a
 * FormatError if no table is of the run, or shifts in Å have no pixel size.
 */
export function readRelion(texts: readonly NamedText[], facts: AlignmentFacts): Alignment {
  if (!texts.some(isRelion)) return without('an aligned tilt series .star file of RELION');
  const files = texts.filter(({ path }) => path.endsWith('.star'));
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
    return { ...without(`the stack of the tilt series and ${sizeColumns.join(', ')}`), pixelSize };
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

/** Reads a row of a matrix, `[a,b,c,d]`. */
function matrixRow(text: string, column: string, place: ErrorFacts): number[] {
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
function decomposed(matrix: readonly (readonly number[])[], { volume, image }: Centres, place: ErrorFacts) {
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

/**
 * Reads the first alignment of a run in a CETS data set. A `projection_alignment` maps the physical frame of the
 * tomogram (Å) to that of the image: `image = affine · location + translation`. Frames begin at the voxel that their
 * transformation names. Shifts of an alignment begin at the centres; they are divided by `pixelSize` (Å), or else by the
 * scale of the images. Fails with a FormatError for other projections and frames, an image that the tilt series does
 * not have, no region of the run, or without a pixel size.
 */
export function readCets(texts: readonly NamedText[], facts: AlignmentFacts): Alignment {
  const file = texts.find(({ text }) => isCetsWith(text, 'regions'));
  if (file === undefined) return without('the JSON of a CETS data set');
  const { path } = file;
  const { region, alignment, images } = cetsTilts(file, facts);
  const projections = objectsAt(alignment ?? undefined, 'projection_alignments');
  const place = { path, keyPath: `projection_alignments of ${textAt(region, 'id')}` };
  if (projections.length === 0) return without(place.keyPath);
  const pixelSize = scaleOf(images[0]?.image) ?? null;
  const unit = facts.pixelSize ?? pixelSize;
  if (unit === null) {
    const expected = 'pixel_spacing of the tilt series, or a scale of the images';
    throw fileError('shifts in Å need a pixel size', path, expected, 'neither');
  }
  const volume = centreOf(finestTomogram(region, textAt(alignment ?? undefined, 'tilt_series_id')));
  const sections = projections.map((projection): AlignmentSection => {
    const found = images.find(({ id }) => id !== null && id === textAt(projection, 'tilt_image_id'));
    if (found === undefined) {
      const named = textAt(projection, 'tilt_image_id') ?? 'none';
      throw fileError('unknown image', place, 'a tilt_image_id of the tilt series', named);
    }
    const matrix = projectionOf(projection, place);
    const shifts = decomposed(matrix, { volume, image: centreOf(found.image) }, place);
    const [xOffset, yOffset] = [shifts.xOffset / unit, shifts.yOffset / unit];
    return { zIndex: found.zIndex, ...shifts, xOffset, yOffset };
  });
  return { sections: sections.sort((a, b) => a.zIndex - b.zIndex), pixelSize, missing: null };
}

/** Returns the rows of a projection, three numbers and the shift. */
function projectionOf(projection: JsonObject, place: ErrorFacts) {
  const [turn, shift, ...more] = objectsAt(projection, 'sequence');
  const rows = [0, 1, 2].map((row) => [
    ...[0, 1, 2].map((column) => numberAt(turn, 'affine', row, column)),
    numberAt(shift, 'translation', row) ?? (row === 2 ? 0 : null),
  ]);
  const known = rows.map((row) => row.filter((value) => value !== null));
  const isPhysical = ['input', 'output'].every((end) => textAt(projection, end) === 'physical');
  if (isPhysical && more.length === 0 && known.every(({ length }) => length === 4)) return known;
  const kinds = objectsAt(projection, 'sequence').map((step) => textAt(step, 'transformation_type') ?? '?');
  const found = `${kinds.join(', ') || 'nothing'} from ${textAt(projection, 'input') ?? 'no frame'}`;
  const expected = 'an affine and a translation between physical frames';
  throw fileError('unsupported projection', place, expected, found);
}

const ownFrame = ['coordinate_transformations', 0, 'sequence'] as const;

/** Returns the size of the pixels of an image, in Å; null without one. */
function scaleOf(image: JsonObject | undefined): number | null {
  return numberAt(image, ...ownFrame, 1, 'scale', 0);
}

/** Returns the centre of an image or tomogram, size / 2, in its physical frame (Å); zeros without size or frame. */
function centreOf(image: JsonObject | undefined): number[] {
  return ['width', 'height', 'depth'].map((side, axis) => {
    const [size, origin] = [numberAt(image, side), numberAt(image, ...ownFrame, 0, 'translation', axis)];
    return size === null || origin === null ? 0 : (size / 2 + origin) * (scaleOf(image) ?? 0);
  });
}

/** Returns the tomogram of a tilt series with the smallest voxels, whose centre is that of the alignment. */
function finestTomogram(region: JsonObject, series: string | null): JsonObject | undefined {
  const own = objectsAt(region, 'tomograms').filter((each) => textAt(each, 'tilt_series_id') === series);
  const voxelSize = (each: JsonObject) => scaleOf(each) ?? Number.POSITIVE_INFINITY;
  return own.sort((a, b) => voxelSize(a) - voxelSize(b))[0];
}

const tomostar = ['wrpAngleTilt', 'wrpDose'] as const;

/** True for the XML metadata that Warp writes for a tilt series, or the `.tomostar` that it reads. */
export function isWarp({ path, text }: NamedText): boolean {
  const isNamed = /\.(?:xml|tomostar)$/.test(path);
  return isNamed && (isWarpXml(text) || someBlockHolds(headOfText(text), ...tomostar));
}

/** Reads the tilt series of Warp that is called like the run, if there are several. */
export function readWarp(texts: readonly NamedText[], { pixelSize, run = null }: AlignmentFacts): Alignment {
  const all = texts.filter(isWarp);
  // Warp reads the .tomostar first, and takes what the .xml says instead.
  const refined = all.filter(({ path }) => path.endsWith('.xml'));
  const files = refined.length > 0 ? refined : all;
  const isOwn = sameTomogram(run ?? '');
  const [file, ...more] = files.length > 1 ? files.filter(({ path }) => isOwn(path)) : files;
  if (file !== undefined && more.length === 0) return warpAlignment(file, pixelSize ?? null);
  if (files.length === 0) return without('an .xml or .tomostar file of a tilt series of Warp');
  const expected = run === null ? 'one' : `one called ${run}.xml`;
  throw fileError('several tilt series of Warp', files[0]?.path ?? '', expected, `${files.length}`);
}

/**
 * Reads the sections of a tilt series that Warp or M uses. Warp's image is Rz(AxisAngle) · Ry(−Angle − LevelAngleY) ·
 * Rx(LevelAngleX) · volume + AxisOffset − GridMovement in Å (GetPositionInAllTilts of WarpLib's TiltSeries.cs, with
 * Euler of its Matrix3.cs). Its angles have the opposite sign of those of IMOD, AreTomo and RELION, so the tilt angle
 * is −Angle − LevelAngleY. Movements that vary within an image are ignored.
 *
 * A `.tomostar` has the same angles and offsets before Warp has changed them (constructor of TiltSeries.cs), but for
 * levels and movements. Offsets are divided by `pixelSize` (Å), or else by the pixel size of Warp's CTF in the file.
 * Fails with a FormatError if both are missing.
 */
function warpAlignment(file: NamedText, pixelSize: number | null): Alignment {
  const tilts = isWarpXml(file.text) ? warpTilts(file) : tomostarTilts(file);
  const hasOffsets = tilts.offsetsX.length > 0;
  const unit = pixelSize ?? tilts.pixelSize ?? (hasOffsets ? null : 1);
  if (unit === null) {
    const expected = 'PixelSize in <CTF>, or pixel_spacing of the tilt series';
    throw fileError('offsets in Å need a pixel size', file.path, expected, 'neither');
  }
  const sections = tilts.angles
    .map((angle, zIndex) => ({
      zIndex,
      // Not `-angle`, which is −0 for an untilted section.
      tiltAngle: 0 - angle - tilts.levelY,
      volumeXRotation: tilts.levelX,
      inPlaneRotation: inPlane(tilts.axisAngles[zIndex] ?? 0),
      xOffset: (tilts.offsetsX[zIndex] ?? 0) / unit,
      yOffset: (tilts.offsetsY[zIndex] ?? 0) / unit,
    }))
    .filter(({ zIndex }) => tilts.isUsed[zIndex] === true);
  return { sections, stackSections: tilts.angles.length, pixelSize: tilts.pixelSize, missing: null };
}

/** Reads the rows of a `.tomostar`, in the order of the sections; angles have the sign of those in Warp's XML. */
function tomostarTilts(file: NamedText): Omit<ReturnType<typeof warpTilts>, 'grid'> {
  const tilts = relionTilts([file], [tomostar], {});
  const column = (name: string) => tilts?.rows.flatMap(({ number }) => number(name) ?? []) ?? [];
  const angles = column('wrpAngleTilt');
  return {
    ...{ angles, levelX: 0, levelY: 0, isUsed: angles.map(() => true), pixelSize: null },
    axisAngles: column('wrpAxisAngle'),
    offsetsX: column('wrpAxisOffsetX'),
    offsetsY: column('wrpAxisOffsetY'),
  };
}
