export { type ByteRange, ByteWindow } from './byte-window.js';
