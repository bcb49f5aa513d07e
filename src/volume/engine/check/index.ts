export type { CheckJob, SoundVolume } from './check-job.js';
export { createVolumeChecker, type VolumeChecker } from './volume-checker.js';
