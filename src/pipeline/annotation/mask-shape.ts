import { IngestError, ifReadable } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { isJsonObject, type JsonValue, toNumber } from '../../base/json-value.js';
import { refuseErrors } from '../../deposition/contradiction.js';
import { ancestor, describeItem } from '../../deposition/item.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import { storageOf } from '../../deposition/source-files.js';
import { alignmentDimension } from '../../deposition/volume-dimension.js';
import type { MrcHeader } from '../../volume/mrc/header.js';
import { isUnset, type Shape, type VolumeHeader } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import type { AnnotationInput } from './annotation-file.js';

/**
 * Returns the shape (z, y, x), in voxels, that a mask is written in: its own, or with `rescale` the volume of the
 * alignment, or a tomogram of its voxel spacing that differs by less than a voxel. Fails with an IngestError if there
 * is nothing to rescale to, or if a mask without `rescale` has neither of these shapes, unless that is allowed.
 */
export async function maskShape(
  input: AnnotationInput,
  { shape: own, ...header }: VolumeHeader,
  context: IngestContext,
): Promise<{ readonly shape: Shape; readonly issues: readonly Issue[] }> {
  const isRescaled = input.finder.options.rescale === true;
  const findExtent = () => alignedExtent(input, context);
  // A mask that is not rescaled does not need the tomogram, which fails as an item of its own.
  const extent = isRescaled ? await findExtent() : await ifReadable(findExtent);
  const tomograms = (await tomogramHeaders(input, context)).map(({ shape }) => shape);
  const volumes = [...(extent === null ? [] : [rounded(extent)]), ...tomograms];
  const path = storageOf(input.item, context).location(input.key);
  const mask = { value: own, by: 'the mask', path };
  const voxelSize = isUnset(header) ? null : (header.voxelSize?.y ?? null);
  const spacing = Number(ancestor(input.item, 'voxel_spacing')?.name);
  const facts = { mask, volumes, isRescaled, voxelSize, spacing };
  const issues = refuseErrors(context.checks.ofFacts('mask', facts, input.item));
  if (!isRescaled) return { shape: own, issues };
  if (extent !== null) {
    const isClose = (shape: Shape) => shape.every((count, axis) => Math.abs(count - (extent[axis] ?? 0)) < 1);
    return { shape: tomograms.find(isClose) ?? rounded(extent), issues };
  }
  throw new IngestError('the mask cannot be rescaled', {
    path,
    entity: describeItem(input.item),
    expected: 'a volume_dimension of the alignment',
    found: 'none',
    hint: 'give the alignment a volume_dimension in Å, or deposit a tomogram of this run',
  });
}

/**
 * Returns a warning about a mask that is brought from one shape to another (z, y, x) by different factors: binning
 * divides every edge by one, but for two voxels of the coarser shape.
 */
export function stretchDoubts(from: Shape, to: Shape): string[] {
  const factor = Math.max(...to) / (from[to.indexOf(Math.max(...to))] ?? 1);
  const allowed = 2 * Math.max(1, factor);
  if (to.every((length, axis) => Math.abs(length - (from[axis] ?? 0) * factor) <= allowed)) return [];
  const spell = (shape: Shape) => `${shape.toReversed().join(' × ')} voxels (x, y, z)`;
  return [`the mask has other proportions than its tomogram: ${spell(from)} are stretched to ${spell(to)}`];
}

/** Returns the extent (z, y, x) of the alignment's volume in voxels, not rounded; null if it is unknown. */
export async function alignedExtent(
  { item }: Pick<AnnotationInput, 'item'>,
  context: IngestContext,
): Promise<Shape | null> {
  const [alignment] = await itemsOfRun(item, 'alignment', context);
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

/** Returns the headers of the readable tomograms of the annotation's voxel spacing. */
export async function tomogramHeaders(
  { item }: Pick<AnnotationInput, 'item'>,
  context: IngestContext,
): Promise<(VolumeHeader & Partial<Pick<MrcHeader, 'fields'>>)[]> {
  const spacing = ancestor(item, 'voxel_spacing');
  const tomograms = spacing === null ? [] : await context.find('tomogram', spacing);
  // A tomogram that cannot be read fails as an item of its own.
  const headers = tomograms.map((tomogram) => ifReadable(() => context.volumeHeader(tomogram)));
  return (await Promise.all(headers)).filter((header) => header !== null);
}
