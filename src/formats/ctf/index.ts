export type { CtfRow } from './ctf-row.js';
export { parseCtf } from './parse-ctf.js';
