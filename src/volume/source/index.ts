export { type OpenMrc, openMrc } from './mrc-format.js';
export { type OpenRows, openRows } from './open-rows.js';
export { type OpenVolume, openVolume } from './open-volume.js';
export { readLabels } from './read-labels.js';
export { memoryStaging, type StagedFile, type Staging } from './staging.js';
export type { OpenOptions } from './volume-format.js';
export { readCandidateHeader, readVolumeHeader, sniffVolume, volumeFormats } from './volume-formats.js';
export { type ImageAttributes, readImageAttributes } from './zarr-format.js';
export { readZarrLevels, type ZarrLevel } from './zarr-levels.js';
