import type { JsonObject } from '../../json/index.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import { keyPhotos } from '../convert/key-image/key-photos.js';
import type { Importer } from '../importer.js';

/** A dataset. One without metadata refers to one that is published, whose metadata file stays as it is. */
export const dataset: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    const configured = configuredMetadata(item, context);
    const missing = Object.entries(notReported).filter(([key]) => configured[key] == null);
    return {
      ...Object.fromEntries(missing),
      key_photos: await keyPhotos(item, 'dataset_keyphoto', context),
    };
  },
};

const unreported: JsonObject = { name: 'not_reported', id: 'not_reported' };

/** What stands where a depositor said nothing. */
const notReported: JsonObject = {
  assay: unreported,
  cell_component: unreported,
  cell_strain: unreported,
  cell_type: unreported,
  development_stage: { name: 'unknown', id: 'unknown' },
  disease: unreported,
  organism: { name: 'not_reported', taxonomy_id: null },
  tissue: unreported,
};
