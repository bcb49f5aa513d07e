export type { EncodeChunk } from './sharded-pyramid.js';
export { VolumeOutput } from './volume-output.js';
