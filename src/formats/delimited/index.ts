export { delimitedRows } from './delimited-rows.js';
export { type DelimitedRow, parseDelimited } from './parse-delimited.js';
