export { type DeflateFormat, inflate, inflatePieces, type Sink } from './inflate.js';
