export { VolumeOutput } from './volume-output.js';
