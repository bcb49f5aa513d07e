import { NotReachedError } from '../base/errors.js';
import { Float } from '../base/float.js';
import type { JsonObject, JsonValue } from '../base/json-value.js';
import type { Shape } from '../volume/volume.js';
import { ancestor, describeItem, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';

/**
 * Returns the extent in Å of an alignment's volume: published or configured, else that of the first tomogram that can
 * be read in the first voxel spacing with tomograms; null if the run has no tomogram. Fails with a NotReachedError if
 * no tomogram can be read.
 */
export async function alignmentDimension(alignment: Item, context: SourceContext): Promise<JsonValue> {
  const known =
    alignment.reference?.metadata.volume_dimension ?? configuredMetadata(alignment, context).volume_dimension;
  if (known != null) return known;
  const first = await firstTomogram(await spacingsOf(alignment, context), alignment, context);
  return first === null ? null : volumeDimension(first.shape, first.spacing);
}

/**
 * Returns the extent in Å of the tomogram that points belong to: the first that can be read in their voxel spacing
 * or, if that is empty, in another; null if there is none. Fails with a NotReachedError if none can be read.
 */
export async function tomogramExtent(
  item: Item,
  context: SourceContext,
): Promise<readonly [x: number, y: number, z: number] | null> {
  const own = ancestor(item, 'voxel_spacing');
  const others = await spacingsOf(item, context);
  const first = await firstTomogram([...(own === null ? [] : [own]), ...others], item, context);
  if (first === null) return null;
  const [z, y, x] = first.shape;
  return [x * first.spacing, y * first.spacing, z * first.spacing];
}

async function spacingsOf(item: Item, context: SourceContext): Promise<readonly Item[]> {
  const run = ancestor(item, 'run');
  return run === null ? [] : context.find('voxel_spacing', run);
}

/**
 * Returns the first tomogram that can be read in the first voxel spacing with tomograms. Other voxel spacings are not
 * tried: their extents differ slightly by rounding. A tomogram that cannot be read fails by itself.
 */
async function firstTomogram(
  spacings: readonly Item[],
  item: Item,
  context: SourceContext,
): Promise<{ readonly shape: Shape; readonly spacing: number } | null> {
  for (const spacing of spacings) {
    let failure: { readonly tomogram: Item; readonly cause: unknown } | null = null;
    for (const tomogram of await context.find('tomogram', spacing)) {
      try {
        const { shape } = await context.volumeHeader(tomogram);
        return { shape, spacing: Number(spacing.name) };
      } catch (cause) {
        failure ??= { tomogram, cause };
      }
    }
    if (failure !== null) throw notReached(failure.tomogram, item, failure.cause, context);
  }
  return null;
}

function notReached(tomogram: Item, item: Item, cause: unknown, context: SourceContext): NotReachedError {
  return new NotReachedError(`${describeItem(tomogram)} cannot be read`, {
    path: storageOf(tomogram, context).location(tomogram.files[0] ?? ''),
    entity: describeItem(item),
    expected: 'a tomogram whose header can be read, for the size of the volume',
    cause,
  });
}

/** The extent in Å with 3 decimals of a shape (z, y, x) in voxels. */
function volumeDimension([z, y, x]: readonly [number, number, number], voxelSpacing: number): JsonObject {
  const extent = (voxels: number) => new Float(Number((voxels * voxelSpacing).toFixed(3)));
  return { x: extent(x), y: extent(y), z: extent(z) };
}
