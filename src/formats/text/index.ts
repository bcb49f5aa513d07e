export { decodeText, markedEncoding } from './decode-text.js';
export { fields } from './fields.js';
export type { NamedText } from './named-text.js';
export { parseFinite, parseInteger, parseReal } from './numbers.js';
export { splitLines } from './split-lines.js';
