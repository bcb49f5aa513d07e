import type { JsonObject } from '../../json/index.js';
import { keyPhotos } from '../convert/key-image/key-photos.js';
import type { Importer } from '../importer.js';

/** A deposition: the root of the walk. One without metadata only refers to one that is published. */
export const deposition: Importer = {
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    return { key_photos: await keyPhotos(item, 'deposition_keyphoto', context) };
  },
};
