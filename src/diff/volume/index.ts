export { compareMrc } from './compare-mrc.js';
export { compareZarr } from './compare-zarr.js';
export { LabelTally } from './label-tally.js';
export type { VoxelRules } from './voxel-rules.js';
