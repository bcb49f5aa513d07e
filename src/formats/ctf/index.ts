export { autoCtf, type CtfFormat, ctfFormats } from './ctf-formats.js';
export type { CtfRow } from './ctf-row.js';
export { parseCtf } from './parse-ctf.js';
