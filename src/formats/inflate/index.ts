export { inflate, inflatePieces, type Sink } from './inflate.js';
export { type DeflateFormat, openUnpacker } from './open-unpacker.js';
