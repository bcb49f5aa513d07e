import type { Image } from 'image-js';
import { FormatError, UnsupportedError } from '../errors/index.js';
import { claimedSize } from './claimed-size.js';
import { isWholePng } from './is-whole-png.js';
import { jpegOrientation } from './jpeg-orientation.js';
import { pixelsOnly } from './pixels-only.js';
import { readablePng } from './readable-png.js';
import { sniffPicture } from './sniff-picture.js';
import { upright } from './upright.js';

/** Pixels of the largest picture that is decoded: each takes about ten bytes of memory. */
const mostPixels = 2 ** 28;

/**
 * A picture as PNG; a PNG stays as it is. Fails with an UnsupportedError for GIF and WebP, and with a
 * FormatError for what is no picture, is cut short or cannot be decoded.
 */
export async function toPng(content: Uint8Array, path: string): Promise<Uint8Array> {
  if (sniffPicture(content) === 'png') {
    if (isWholePng(content)) return content;
    throw new FormatError('the picture is cut short', {
      path,
      expected: 'a whole PNG file',
      found: `${content.length} bytes without its end`,
    });
  }
  const { encodePng } = await import('image-js');
  return encodePng(await decodePicture(content, path));
}

/** The pixels of a picture, the right way up. Fails like `toPng`, and with an UnsupportedError for interlaced PNGs of few bits. */
export async function decodePicture(content: Uint8Array, path: string): Promise<Image> {
  const format = sniffPicture(content);
  if (format === 'gif' || format === 'webp') {
    throw new UnsupportedError('this picture format cannot be converted to PNG', {
      path,
      expected: 'PNG, JPEG or TIFF',
      found: format.toUpperCase(),
    });
  }
  if (format === null) throw notAPicture(content, path);
  const { width, height } = claimedSize(content, format) ?? { width: 0, height: 0 };
  if (width * height > mostPixels) {
    throw new UnsupportedError('the picture is too large', {
      path,
      expected: `at most ${mostPixels} pixels`,
      found: `${width} × ${height} pixels`,
    });
  }
  // Loading image-js takes a while, and most commands need no pictures.
  const { decode } = await import('image-js');
  try {
    if (format === 'jpg') return upright(decode(pixelsOnly(content)), jpegOrientation(content));
    if (format !== 'png') return decode(content);
    const readable = readablePng(content);
    if (readable !== null) {
      const picture = decode(readable.content);
      return picture.width === readable.width ? picture : picture.crop({ width: readable.width });
    }
  } catch (cause) {
    throw new FormatError('the picture cannot be decoded', {
      path,
      expected: `a whole ${format.toUpperCase()} file`,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  throw new UnsupportedError('this picture cannot be resized', {
    path,
    expected: 'a PNG of eight bits a sample, or one that is not interlaced',
    found: 'an interlaced PNG of fewer bits',
  });
}

/** The error for content that should be a picture and is none. */
export function notAPicture(content: Uint8Array, path: string): FormatError {
  const start = new TextDecoder('latin1').decode(content.subarray(0, 16)).replaceAll(/[^ -~]/g, '.');
  return new FormatError('not a picture', {
    path,
    expected: 'PNG, JPEG, GIF, WebP or TIFF',
    found: content.length === 0 ? 'an empty file' : `a file that begins ${JSON.stringify(start)}`,
  });
}
