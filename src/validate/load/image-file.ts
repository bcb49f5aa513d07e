import { FormatError } from '../../errors/index.js';
import { sniffPicture } from '../../picture/index.js';
import type { ImageContext, ImageFacts, Located } from '../contexts/index.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from './tree-reader.js';

const largest = 64 * 1024 * 1024;
const decoded = new Set(['png', 'jpg']);

/** Format and size of an image, found by decoding it whole where that is possible. */
export async function loadImage(
  reader: TreeReader,
  file: TreeFile,
  place: Omit<Located, 'path'>,
  minimum: ImageContext['minimum'],
): Promise<ImageContext> {
  const content = await reader.content(file, largest, readImage);
  return { ...content, ...place, minimum };
}

async function readImage(bytes: Uint8Array): Promise<ImageFacts> {
  const format = sniffPicture(bytes);
  if (format === null) throw new FormatError('not a picture', { expected: 'PNG, JPEG or GIF' });
  if (format === 'gif') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < 14 || bytes.at(-1) !== 0x3b) throw new FormatError('the picture is cut');
    return { format, width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (!decoded.has(format)) return { format, width: 0, height: 0 };
  // Loading image-js takes a while, and many trees are checked without pictures.
  const { decode } = await import('image-js');
  try {
    const { width, height } = decode(bytes);
    return { format, width, height };
  } catch (cause) {
    throw new FormatError('the picture cannot be decoded', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
