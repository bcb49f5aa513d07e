import { templatesOf } from '../../../entities/index.js';
import type { JsonObject, JsonValue } from '../../../json/index.js';
import type { PathTemplateName } from '../../../layout/index.js';
import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import type { IngestContext } from '../../context.js';

const photoNames = ['snapshot', 'thumbnail'] as const;
const photoExtensions = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'tif', 'tiff'];

/** Paths of the snapshot and thumbnail that the output holds for a dataset or deposition, else null. */
export async function keyPhotos(
  item: Item,
  type: 'dataset_keyphoto' | 'deposition_keyphoto',
  context: IngestContext,
): Promise<JsonObject> {
  const found: Record<string, JsonValue> = {};
  const [template] = templatesOf(type) as [PathTemplateName];
  for (const image of photoNames) found[image] = await existingPhoto(item, template, image, context);
  return found;
}

async function existingPhoto(
  item: Item,
  template: PathTemplateName,
  image: string,
  context: IngestContext,
): Promise<string | null> {
  for (const extension of photoExtensions) {
    const path = itemPath(item, template, context.options.layout, { image, extension });
    if ((await context.output.stat(path)) !== null) return path;
  }
  return null;
}
