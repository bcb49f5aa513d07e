export { orderOfStamp } from './byte-order.js';
export { type MrcFields, mrcHeaderBytes } from './fields.js';
export type { DescribedMrc, MrcHeader } from './header.js';
export { isMrcHeader } from './is-mrc-header.js';
export { commonModes } from './modes.js';
export { parseMrcHeader, truncated, voxelSizeAlong } from './parse-header.js';
export { readMrcHeader } from './read-header.js';
export { type WrittenMrc, writeMrcHeader } from './write-header.js';
