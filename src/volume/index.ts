export type { Region } from './chunk-grid.js';
export { type MrcFields, type MrcHeader, parseMrcHeader, readMrcHeader } from './mrc/index.js';
export type { Samples } from './samples/index.js';
export { type OpenOptions, type OpenVolume, openVolume, readVolumeHeader } from './source/index.js';
export { temporaryFiles } from './staging/index.js';
export type { SampleType, Shape, VolumeHeader } from './volume.js';
