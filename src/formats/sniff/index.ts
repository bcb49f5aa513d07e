export { type FileHead, headOf, headOfText } from './file-head.js';
export { holdsColumns, starOutline } from './star-outline.js';
