export { type PictureFormat, sniffPicture } from './sniff-picture.js';
export { notAPicture, toPng } from './to-png.js';
