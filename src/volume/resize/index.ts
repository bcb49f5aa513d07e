export { openResizedMask, type ResizeRequest } from './open-resized-mask.js';
