import { FormatError } from '../../errors/index.js';
import { decodeOrNull } from './check-picture.js';
import type { PictureLimits } from './picture-limits.js';

/** A decoded picture: red, green, blue and opacity of every pixel, each 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** The pixels of a picture, upright, in colours of eight bits; null for pictures that are only copied. Fails with a FormatError. */
export async function decodePixels(
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<Pixels | null> {
  const picture = await decodeOrNull(content, path, limits);
  try {
    if (picture === null) return null;
    const { width, height, data } = picture.convertBitDepth(8).convertColor('RGBA').getRawImage();
    return { width, height, rgba: Uint8Array.from(data) };
  } catch (cause) {
    throw new FormatError('the picture cannot be shown in colours of eight bits', { path, cause });
  }
}
