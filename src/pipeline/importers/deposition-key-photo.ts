import { keyPhoto } from '../convert/key-image/key-photo.js';

/** The pictures that stand for a deposition. */
export const depositionKeyPhoto = keyPhoto();
