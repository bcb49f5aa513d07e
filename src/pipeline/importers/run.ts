import { itemPath } from '../../sources/item-paths.js';
import type { Entity } from '../importer.js';

/** A run: one area of a specimen, with all that was recorded and reconstructed of it. */
export const run: Entity = {
  type: 'run',
  section: 'runs',
  children: [
    'gain',
    'collection_metadata',
    'frame',
    'tiltseries',
    'alignment',
    'identified_object',
    'voxel_spacing',
  ],
  grouping: 'each',
  defaults: [],
  outputs: async () => [],
  metadataPath: (item, context) => itemPath(item, 'runMetadata', context.options.layout),
  metadata: async (item) => ({ run_name: item.name }),
};
