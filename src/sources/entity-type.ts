/** Every kind of item the walk visits. */
export const entityTypes = [
  'deposition',
  'dataset',
  'run',
  'gain',
  'collection_metadata',
  'frame',
  'tiltseries',
  'ctf',
  'rawtilt',
  'alignment',
  'identified_object',
  'voxel_spacing',
  'annotation',
  'annotation_viz',
  'tomogram',
  'key_image',
  'viz_config',
  'dataset_keyphoto',
  'deposition_keyphoto',
] as const;

export type EntityType = (typeof entityTypes)[number];

/** Levels of the tree that hold others and have no files of their own. */
export const containers: ReadonlySet<EntityType> = new Set(['deposition', 'dataset', 'run', 'voxel_spacing']);
