export { type Packing, packingBytes, packingOf } from './packing.js';
export { readStart, unpack, unpackStart } from './unpack.js';
