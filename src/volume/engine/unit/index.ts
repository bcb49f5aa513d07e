export { largestUnit } from './unit-buffers.js';
export { type DecodedUnit, type EncodedUnit, type ReadPlane, UnitConverter } from './unit-converter.js';
export type { UnitResult } from './unit-result.js';
export type { VolumeJob, VoxelTarget } from './volume-job.js';
