import type { JsonObject } from '../../json/index.js';
import { itemPath } from '../../sources/item-paths.js';
import { keyPhotos } from '../convert/key-image/key-photos.js';
import type { Entity } from '../importer.js';

/** A deposition: the root of the walk. One without metadata only refers to one that is published. */
export const deposition: Entity = {
  type: 'deposition',
  section: 'depositions',
  children: ['dataset', 'deposition_keyphoto'],
  grouping: 'each',
  defaults: [],
  outputs: async () => [],
  metadataPath: (item, context) => itemPath(item, 'depositionMetadata', context.options.layout),
  async metadata(item, context): Promise<JsonObject | null> {
    if (item.entry?.metadata == null) return null;
    return { key_photos: await keyPhotos(item, 'deposition_keyphoto', context) };
  },
};
