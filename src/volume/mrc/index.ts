export { withExtendedHeader } from './extended-header.js';
export { type MrcFields, mrcHeaderBytes, readMrcFields } from './fields.js';
export type { MrcHeader } from './header.js';
export { parseMrcHeader, refuseTruncated } from './parse-header.js';
export { type WrittenMrc, type WrittenType, writeMrcHeader } from './write-header.js';
