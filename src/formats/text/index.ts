export { decodeText, markedEncoding, utf8OrLatin1 } from './decode-text.js';
export { fields } from './fields.js';
export { latin1 } from './latin1.js';
export type { NamedText } from './named-text.js';
export { parseFinite, parseInteger, parseReal } from './numbers.js';
export { splitLines } from './split-lines.js';
