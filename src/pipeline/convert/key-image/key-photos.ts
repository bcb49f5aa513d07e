import type { JsonObject, JsonValue } from '../../../json/index.js';
import type { SlotName } from '../../../layout/index.js';
import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import type { IngestContext } from '../../context.js';

const photoNames = ['snapshot', 'thumbnail'] as const;
const photoSlots = { dataset_keyphoto: 'datasetImage', deposition_keyphoto: 'depositionImage' } as const;
const photoExtensions = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'tif', 'tiff'];

/** Paths of the snapshot and thumbnail that the output holds for a dataset or deposition, else null. */
export async function keyPhotos(
  item: Item,
  type: keyof typeof photoSlots,
  context: IngestContext,
): Promise<JsonObject> {
  const found: Record<string, JsonValue> = {};
  for (const image of photoNames) found[image] = await existingPhoto(item, photoSlots[type], image, context);
  return found;
}

async function existingPhoto(
  item: Item,
  slot: SlotName,
  image: string,
  context: IngestContext,
): Promise<string | null> {
  for (const extension of photoExtensions) {
    const path = itemPath(item, slot, context.options.layout, { image, extension });
    if ((await context.output.stat(path)) !== null) return path;
  }
  return null;
}
