import type { Entity } from '../entity.js';

/** A voxel spacing (Å) that a run has tomograms or annotations at. */
export const voxelSpacing: Entity = {
  type: 'voxel_spacing',
  section: 'voxel_spacings',
  children: ['annotation', 'tomogram'],
  grouping: 'each',
  defaults: [],
  outputs: async () => [],
};
