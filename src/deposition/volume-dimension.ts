import { NotReachedError } from '../base/errors.js';
import { Float } from '../base/float.js';
import type { JsonValue } from '../base/json-value.js';
import { ancestor, describeItem, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { itemsOfRun, type SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';

/**
 * Returns the extent in Å of an alignment's volume, published or configured, else of the first tomogram that can be read;
 * null if the run has none. Fails with a NotReachedError if none can be read.
 */
export async function alignmentDimension(alignment: Item, context: SourceContext): Promise<JsonValue> {
  const known =
    alignment.reference?.metadata.volume_dimension ?? configuredMetadata(alignment, context).volume_dimension;
  if (known != null) return known;
  const extent = await firstExtent(await itemsOfRun(alignment, 'voxel_spacing', context), alignment, context);
  if (extent === null) return null;
  const [x, y, z] = extent.map((length) => new Float(Number(length.toFixed(3)))) as [Float, Float, Float];
  return { x, y, z };
}

/**
 * Returns the extent in Å of the tomogram that points belong to: the first that can be read in their voxel spacing
 * or, if that is empty, in another; null if there is none. Fails with a NotReachedError if none can be read.
 */
export async function tomogramExtent(item: Item, context: SourceContext): Promise<Extent | null> {
  const own = ancestor(item, 'voxel_spacing');
  const others = await itemsOfRun(item, 'voxel_spacing', context);
  return firstExtent([...(own === null ? [] : [own]), ...others], item, context);
}

/** Å along x, y, z. */
type Extent = readonly [x: number, y: number, z: number];

/**
 * Returns the extent of the first tomogram that can be read in the first voxel spacing with tomograms. Other voxel
 * spacings are not tried: their extents differ slightly by rounding. A tomogram that cannot be read fails by itself.
 */
async function firstExtent(
  spacings: readonly Item[],
  item: Item,
  context: SourceContext,
): Promise<Extent | null> {
  for (const spacing of spacings) {
    let failure: { readonly tomogram: Item; readonly cause: unknown } | null = null;
    for (const tomogram of await context.find('tomogram', spacing)) {
      try {
        const [z, y, x] = (await context.volumeHeader(tomogram)).shape;
        const size = Number(spacing.name);
        return [x * size, y * size, z * size];
      } catch (cause) {
        failure ??= { tomogram, cause };
      }
    }
    if (failure === null) continue;
    const { tomogram, cause } = failure;
    throw new NotReachedError(`${describeItem(tomogram)} cannot be read`, {
      path: storageOf(tomogram, context).location(tomogram.files[0] ?? ''),
      entity: describeItem(item),
      expected: 'a tomogram whose header can be read, for the size of the volume',
      cause,
    });
  }
  return null;
}
