import type { Image } from 'image-js';
import { UnsupportedError } from '../../errors/index.js';
import { decodePicture, type PictureFacts, readPictureFacts } from './decode-picture.js';
import type { PictureLimits } from './picture-limits.js';

/** Format and size of a picture that can be shown, decoded within the limits. Fails with a FormatError for any other. */
export async function checkPicture(
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<PictureFacts> {
  await decodeOrNull(content, path, limits);
  return readPictureFacts(content, path);
}

/** As `decodePicture`, but null for pictures that are only copied. */
export async function decodeOrNull(
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<Image | null> {
  try {
    return await decodePicture(content, path, limits);
  } catch (error) {
    if (error instanceof UnsupportedError) return null;
    throw error;
  }
}
