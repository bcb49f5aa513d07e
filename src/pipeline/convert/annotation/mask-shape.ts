import { IngestError } from '../../../errors/index.js';
import { isJsonObject, type JsonValue, toNumber } from '../../../json/index.js';
import { ancestor, describeItem } from '../../../sources/item.js';
import { storageOf } from '../../../sources/source-files.js';
import { alignmentDimension } from '../../../sources/volume-dimension.js';
import { isSameShape } from '../../../volume/chunk-grid.js';
import type { Shape } from '../../../volume/volume.js';
import type { IngestContext } from '../../context.js';
import type { AnnotationInput } from './annotation-file.js';

/**
 * The shape that a mask is to have: its own, or with `rescale` that of the alignment's volume, or of a tomogram of its
 * voxel spacing that is less than a voxel off that. Fails with an IngestError when there is nothing to rescale to, or
 * when a mask without `rescale` fits neither the alignment's volume nor a tomogram of its voxel spacing.
 */
export async function maskShape(input: AnnotationInput, own: Shape, context: IngestContext): Promise<Shape> {
  const isRescaled = input.finder.options.rescale === true;
  const extent = await alignedExtent(input, context).catch((error: unknown) => {
    // A tomogram that cannot be read is a failure of its own, and nothing that this mask needs.
    if (isRescaled) throw error;
    return null;
  });
  const tomograms = await tomogramShapes(input, context);
  if (isRescaled) {
    if (extent !== null) return tomograms.find((shape) => isClose(shape, extent)) ?? rounded(extent);
    throw misfit(
      input,
      'the mask cannot be rescaled',
      'a volume_dimension of the alignment',
      'none',
      context,
    );
  }
  const fitting = [...(extent === null ? [] : [rounded(extent)]), ...tomograms];
  if (fitting.length === 0 || fitting.some((shape) => isSameShape(shape, own))) return own;
  const expected = [...new Set(fitting.map(describe))].join(' or ');
  throw misfit(input, 'the mask fits no tomogram', `${expected} voxels (x, y, z)`, describe(own), context);
}

/** Extent of the alignment's volume in voxels, z, y, x, not rounded; null where it is not known. */
export async function alignedExtent(
  { item }: Pick<AnnotationInput, 'item'>,
  context: IngestContext,
): Promise<Shape | null> {
  const run = ancestor(item, 'run');
  const [alignment] = run === null ? [] : await context.find('alignment', run);
  const dimension = alignment === undefined ? null : await alignmentDimension(alignment, context);
  if (!isJsonObject(dimension)) return null;
  const spacing = Number(ancestor(item, 'voxel_spacing')?.name);
  const inVoxels = (length: JsonValue | undefined) => (toNumber(length) ?? 0) / spacing;
  const extent: Shape = [inVoxels(dimension.z), inVoxels(dimension.y), inVoxels(dimension.x)];
  return extent.every((count) => count >= 0.5) ? extent : null;
}

function rounded([z, y, x]: Shape): Shape {
  return [Math.round(z), Math.round(y), Math.round(x)];
}

function isClose(shape: Shape, extent: Shape): boolean {
  return shape.every((count, axis) => Math.abs(count - (extent[axis] ?? 0)) < 1);
}

/** Shapes of the tomograms of an annotation's voxel spacing, without those that cannot be read. */
export async function tomogramShapes(
  { item }: Pick<AnnotationInput, 'item'>,
  context: IngestContext,
): Promise<Shape[]> {
  const spacing = ancestor(item, 'voxel_spacing');
  const shapes: Shape[] = [];
  for (const tomogram of spacing === null ? [] : await context.find('tomogram', spacing)) {
    try {
      shapes.push((await context.volumeHeader(tomogram)).shape);
    } catch {
      // A tomogram that cannot be read is a failure of its own.
    }
  }
  return shapes;
}

function describe([z, y, x]: Shape): string {
  return `${x} × ${y} × ${z}`;
}

function misfit(
  input: AnnotationInput,
  message: string,
  expected: string,
  found: string,
  context: IngestContext,
): IngestError {
  return new IngestError(message, {
    path: storageOf(input.item, context).location(input.key),
    entity: describeItem(input.item),
    expected,
    found,
    hint: 'rescale: true brings a mask to the size of the alignment’s volume',
  });
}
