export { type CaptionKind, countCaptions } from './parse-caption.js';
