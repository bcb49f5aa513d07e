export { type FileHead, headBytes, headOf, headOfBytes, headOfText } from './file-head.js';
export { holdsColumns, starOutline } from './star-outline.js';
