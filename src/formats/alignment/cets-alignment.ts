import { fileError } from '../../base/errors.js';
import { type JsonObject, numberAt, objectsAt, textAt } from '../../base/json-value.js';
import { cetsTilts } from '../cets-tilts.js';
import type { NamedText } from '../text.js';
import type { Alignment, AlignmentFacts, AlignmentSection } from './alignment-section.js';
import { decomposed } from './relion-alignment.js';

/**
 * Reads the first alignment of a run in a CETS data set. A `projection_alignment` maps the physical frame of the
 * tomogram (Å) to that of the image: `image = affine · location + translation`. Frames begin at the voxel that their
 * transformation names. Shifts of an alignment begin at the centres; they are divided by `pixelSize` (Å), or else by the
 * scale of the images. Fails with a FormatError for other projections and frames, an image that the tilt series does
 * not have, no region of the run, or without a pixel size.
 */
export function cetsAlignment(file: NamedText, facts: AlignmentFacts): Alignment {
  const { path } = file;
  const { region, alignment, images } = cetsTilts(file, facts);
  const projections = objectsAt(alignment ?? undefined, 'projection_alignments');
  if (projections.length === 0) {
    const missing = `parameters of each section need projection_alignments of ${textAt(region, 'id')}`;
    return { sections: [], missing };
  }
  const pixelSize = scaleOf(images[0]?.image) ?? null;
  const unit = facts.pixelSize ?? pixelSize;
  if (unit === null) {
    const expected = 'pixel_spacing of the tilt series, or a scale of the images';
    throw fileError('shifts in Å need a pixel size', path, expected, 'neither');
  }
  const volume = centreOf(finestTomogram(region, textAt(alignment ?? undefined, 'tilt_series_id')));
  const sections = projections.map((projection): AlignmentSection => {
    const found = images.find(({ id }) => id !== null && id === textAt(projection, 'tilt_image_id'));
    const place = { path, keyPath: `projection_alignments of ${textAt(region, 'id')}` };
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
function projectionOf(projection: JsonObject, place: { readonly path: string; readonly keyPath: string }) {
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
