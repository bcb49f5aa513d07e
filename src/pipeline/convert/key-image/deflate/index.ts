export { deflatePicture } from './deflate-picture.js';
