import type { Entity } from '../importer.js';

/** A voxel spacing (Å) that a run has tomograms or annotations at. */
export const voxelSpacing: Entity = {
  type: 'voxel_spacing',
  section: 'voxel_spacings',
  // Viewer states show the annotations of all of a run's voxel spacings.
  earlyChildren: ['annotation'],
  children: ['tomogram', 'viz_config'],
  grouping: 'each',
  defaults: [],
  outputs: async () => [],
};
