export { checkPicture } from './check-picture.js';
export { decodePicture, notAPicture, type PictureFacts, readPictureFacts } from './decode-picture.js';
export { decodePixels, type Pixels } from './decode-pixels.js';
export { type GreyRange, greyOf, greyRange, paintGrey } from './grey-scale.js';
export { paintPixels } from './paint-pixels.js';
export type { PictureFormat, PictureSize } from './picture-format.js';
export { pictureFormats, sniffPicture } from './picture-formats.js';
export { type PictureLimits, pictureLimits } from './picture-limits.js';
export { toPng } from './to-png.js';
