import { IngestError, ifReadable } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { isJsonObject, type JsonValue, toNumber } from '../../base/json-value.js';
import { refuseErrors } from '../../deposition/contradiction.js';
import { ancestor, describeItem } from '../../deposition/item.js';
import { storageOf } from '../../deposition/source-files.js';
import { alignmentDimension } from '../../deposition/volume-dimension.js';
import type { Shape } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import type { AnnotationInput } from './annotation-file.js';

/**
 * The shape that a mask is to have: its own, or with `rescale` that of the alignment's volume, or of a tomogram of its
 * voxel spacing that is less than a voxel off that. Fails with an IngestError when there is nothing to rescale to, or
 * when a mask without `rescale` fits neither the alignment's volume nor a tomogram of its voxel spacing, unless that is allowed.
 */
export async function maskShape(
  input: AnnotationInput,
  own: Shape,
  context: IngestContext,
): Promise<{ readonly shape: Shape; readonly issues: readonly Issue[] }> {
  const isRescaled = input.finder.options.rescale === true;
  const findExtent = () => alignedExtent(input, context);
  // A tomogram that cannot be read is a failure of its own, and nothing that a mask needs that stays as it is.
  const extent = isRescaled ? await findExtent() : await ifReadable(findExtent);
  const tomograms = await tomogramShapes(input, context);
  const volumes = [...(extent === null ? [] : [rounded(extent)]), ...tomograms];
  const path = storageOf(input.item, context).location(input.key);
  const mask = { value: own, by: 'the mask', path };
  const issues = refuseErrors(context.checks.ofFacts('mask', { mask, volumes, isRescaled }, input.item));
  if (!isRescaled) return { shape: own, issues };
  if (extent !== null) {
    return { shape: tomograms.find((shape) => isClose(shape, extent)) ?? rounded(extent), issues };
  }
  throw new IngestError('the mask cannot be rescaled', {
    path,
    entity: describeItem(input.item),
    expected: 'a volume_dimension of the alignment',
    found: 'none',
    hint: 'give the alignment a volume_dimension in Å, or deposit a tomogram of this run',
  });
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
    // A tomogram that cannot be read is a failure of its own.
    const header = await ifReadable(() => context.volumeHeader(tomogram));
    if (header !== null) shapes.push(header.shape);
  }
  return shapes;
}
