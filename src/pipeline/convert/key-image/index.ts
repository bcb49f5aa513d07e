export { drawKeyImage } from './draw-key-image.js';
export { fitPicture } from './fit-picture.js';
export { type Frame, type KeyImageName, keyImageFrame, keyImageNames } from './frame.js';
export { greyPlane } from './grey-plane.js';
export type { GreyPlane, MaskOverlay, Overlay, PointOverlay, Scene } from './scene.js';
