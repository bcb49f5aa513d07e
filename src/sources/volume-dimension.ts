import { IngestError } from '../errors/index.js';
import { Float, type JsonObject, type JsonValue } from '../json/index.js';
import type { Shape, VolumeHeader } from '../volume/volume.js';
import { configuredMetadata } from './configured-metadata.js';
import { ancestor, describeItem, type Item } from './item.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';

/**
 * Extent in Å of the volume that an alignment leads to: as it was published or configured, else that of the first
 * tomogram of the run, over all its voxel spacings; null where none of them is there.
 */
export async function alignmentDimension(alignment: Item, context: SourceContext): Promise<JsonValue> {
  return (
    alignment.reference?.metadata.volume_dimension ??
    configuredMetadata(alignment, context).volume_dimension ??
    (await firstTomogramDimension(alignment, context))
  );
}

async function firstTomogramDimension(item: Item, context: SourceContext): Promise<JsonValue> {
  const run = ancestor(item, 'run');
  for (const spacing of run === null ? [] : await context.find('voxel_spacing', run)) {
    const [tomogram] = await context.find('tomogram', spacing);
    if (tomogram === undefined) continue;
    const { shape } = await tomogramHeader(tomogram, item, context);
    return volumeDimension(shape, Number(spacing.name));
  }
  return null;
}

/**
 * Extent in Å of the tomogram that points belong to: the first of their voxel spacing, else the first of their run; null
 * where there is none. Fails with what reading its header fails with.
 */
export async function tomogramExtent(
  item: Item,
  context: SourceContext,
): Promise<readonly [x: number, y: number, z: number] | null> {
  const run = ancestor(item, 'run');
  const own = ancestor(item, 'voxel_spacing');
  const others = run === null ? [] : await context.find('voxel_spacing', run);
  for (const spacing of [...(own === null ? [] : [own]), ...others]) {
    const [tomogram] = await context.find('tomogram', spacing);
    if (tomogram === undefined) continue;
    const [z, y, x] = (await context.volumeHeader(tomogram)).shape;
    const size = Number(spacing.name);
    return [x * size, y * size, z * size];
  }
  return null;
}

/** Fails with an IngestError that leaves what is wrong with the tomogram to the tomogram's own failure. */
async function tomogramHeader(tomogram: Item, item: Item, context: SourceContext): Promise<VolumeHeader> {
  try {
    return await context.volumeHeader(tomogram);
  } catch (cause) {
    throw new IngestError('no volume dimension for the alignment', {
      path: storageOf(tomogram, context).location(tomogram.files[0] ?? ''),
      entity: describeItem(item),
      expected: 'volume_dimension in the metadata, or a first tomogram that can be read',
      found: `${describeItem(tomogram)}, which cannot be read`,
      cause,
    });
  }
}

/** A volume's extent in Å. */
function volumeDimension([z, y, x]: Shape, voxelSpacing: number): JsonObject {
  return {
    x: new Float(roundTo(x * voxelSpacing, 3)),
    y: new Float(roundTo(y * voxelSpacing, 3)),
    z: new Float(roundTo(z * voxelSpacing, 3)),
  };
}

function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
