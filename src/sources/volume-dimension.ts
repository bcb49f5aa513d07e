import { IngestError } from '../errors/index.js';
import type { JsonValue } from '../json/index.js';
import { volumeDimension } from '../metadata/derive/index.js';
import type { VolumeHeader } from '../volume/volume.js';
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
