export { checkVolume } from './check-volume.js';
export { type OpenMrc, openMrc } from './mrc-format.js';
export { type OpenRows, openRows } from './open-rows.js';
export { type OpenVolume, openVolume } from './open-volume.js';
export { readLabels } from './read-labels.js';
export { memoryStaging, type StagedFile, type Staging } from './staging.js';
export type { OpenOptions } from './volume-format.js';
export { readVolumeHeader } from './volume-formats.js';
