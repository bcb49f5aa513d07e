import type { Image } from 'image-js';
import { CryoetError, describeError, FormatError, UnsupportedError } from '../../errors/index.js';
import { latin1 } from '../text/index.js';
import type { PictureFormat, PictureSize } from './picture-format.js';
import { pictureFormats, sniffPicture } from './picture-formats.js';
import { memoryOfPixels, type PictureLimits, usualPictureLimits } from './picture-limits.js';

/** Pixels of the largest picture that is taken for one; a claim of more is damage. */
const mostPixels = 2 ** 28;

/** What a picture file says of itself. */
export interface PictureFacts {
  readonly format: PictureFormat;
  /** Null where the format does not state it at its start. */
  readonly size: PictureSize | null;
  /** Bytes behind the end of the picture; 0 for formats behind which programs write more. */
  readonly trailingBytes: number;
}

/**
 * Format and size of a picture, by its headers and its end; it is not decoded.
 * Fails with a FormatError for what is not a picture, is cut short, has a damaged header, or claims more than 2²⁸ pixels.
 */
export function readPictureFacts(content: Uint8Array, path: string): PictureFacts {
  const format = sniffPicture(content);
  if (format === null) throw notAPicture(content, path);
  if (!format.isWhole(content)) {
    throw new FormatError('the picture is truncated', {
      path,
      expected: `a whole ${format.label} file`,
      found: `${content.length} bytes without its end`,
    });
  }
  const damage = format.headerDamage?.(content) ?? null;
  if (damage !== null) throw new FormatError('the header of the picture is damaged', { path, ...damage });
  const size = format.size(content);
  const { width, height } = size ?? { width: 0, height: 0 };
  if (width * height > mostPixels) {
    throw new FormatError('the picture is too large', {
      path,
      expected: `at most ${mostPixels} pixels`,
      found: `${width} × ${height} pixels`,
    });
  }
  return { format, size, trailingBytes: content.length - (format.end?.(content) ?? content.length) };
}

/**
 * The pixels of a picture, upright. Fails like `readPictureFacts`, with a FormatError for what cannot be decoded or has a wrong
 * checksum, and with an UnsupportedError for what can be copied, but is not decoded: GIF, WebP, and pictures of more pixels than the limits
 * allow.
 */
export async function decodePicture(
  content: Uint8Array,
  path: string,
  { maxPixels }: PictureLimits = usualPictureLimits,
): Promise<Image> {
  const { format, size } = readPictureFacts(content, path);
  if (format.decode === undefined) {
    throw new UnsupportedError('pictures of this format cannot be decoded', {
      path,
      expected: listed(pictureFormats.filter(({ decode }) => decode !== undefined)),
      found: format.label,
    });
  }
  const damage = format.damage?.(content) ?? null;
  if (damage !== null) throw new FormatError('the picture is damaged', { path, ...damage });
  // Without it there is no telling how much memory the picture takes.
  if (size === null) throw new FormatError('the picture has no size', { path, expected: 'width and height' });
  const { width, height } = size;
  if (width * height > maxPixels) {
    throw new UnsupportedError('the picture exceeds the size limit', {
      path,
      expected: `at most ${maxPixels} pixels`,
      found: `${width} × ${height} pixels`,
      hint: `make it smaller, or give an ingest --memory ${memoryOfPixels(width * height)}`,
    });
  }
  // Loading image-js takes a while, and most commands need no pictures.
  const library = await import('image-js');
  try {
    return await format.decode(content, library);
  } catch (cause) {
    const { expected = `a whole ${format.label} file`, found = describeError(cause) } =
      cause instanceof CryoetError ? cause.facts : {};
    const facts = { path, expected, found, cause };
    if (cause instanceof UnsupportedError) throw new UnsupportedError(cause.message, facts);
    throw new FormatError('the picture cannot be decoded', facts);
  }
}

function listed(formats: readonly PictureFormat[]): string {
  const labels = formats.map(({ label }) => label);
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`;
}

/** The error for content that should be a picture and is none. */
export function notAPicture(content: Uint8Array, path: string): FormatError {
  const start = latin1(content.subarray(0, 16)).replaceAll(/[^ -~]/g, '.');
  return new FormatError('not a picture', {
    path,
    expected: listed(pictureFormats),
    found: content.length === 0 ? 'an empty file' : `a file that begins ${JSON.stringify(start)}`,
  });
}
