import { decodePicture, type PictureFacts, readPictureFacts } from './decode-picture.js';

/**
 * Format and size of a picture that can be shown: it is decoded, unless its format is only copied. Fails like
 * `decodePicture`.
 */
export async function checkPicture(content: Uint8Array, path: string): Promise<PictureFacts> {
  const facts = readPictureFacts(content, path);
  if (facts.format.decode !== undefined) await decodePicture(content, path);
  return facts;
}
