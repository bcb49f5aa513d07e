import { isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import { keyPhotos } from '../convert/key-image/key-photos.js';
import type { Importer } from '../importer.js';

/** A dataset. One without metadata refers to one that is published, whose metadata file stays as it is. */
export const dataset: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    const configured = configuredMetadata(item, context);
    return {
      ...Object.fromEntries(
        Object.entries(notReported).map(([key, block]) => [key, missingOf(block, configured[key])]),
      ),
      key_photos: await keyPhotos(item, 'dataset_keyphoto', context),
    };
  },
};

/** What a block lacks; an empty text says as little as none. */
function missingOf(block: JsonObject, configured: JsonValue | undefined): JsonObject {
  if (!isJsonObject(configured)) return block;
  return Object.fromEntries(Object.entries(block).filter(([key]) => (configured[key] ?? '') === ''));
}

const unreported: JsonObject = { name: 'not_reported', id: 'not_reported' };

/** What stands where a depositor said nothing. */
const notReported: Readonly<Record<string, JsonObject>> = {
  assay: unreported,
  cell_component: unreported,
  cell_strain: unreported,
  cell_type: unreported,
  development_stage: { name: 'unknown', id: 'unknown' },
  disease: unreported,
  organism: { name: 'not_reported', taxonomy_id: null },
  tissue: unreported,
};
