import { FormatError } from '../../errors/index.js';
import { sniffPicture } from '../../picture/index.js';
import type { ImageFacts } from '../contexts/index.js';

/**
 * Format and size of a picture from its headers, with a look at its end. Fails with a FormatError for what is no
 * picture or is cut. The size of WebP and TIFF is left at 0.
 */
export function readPictureSize(bytes: Uint8Array): ImageFacts {
  const format = sniffPicture(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (format) {
    case null:
      throw new FormatError('not a picture', { expected: 'PNG, JPEG or GIF' });
    case 'png':
      return { format, ...pngSize(view) };
    case 'jpg':
      return { format, ...jpegSize(view) };
    case 'gif':
      if (bytes.length < 14 || bytes.at(-1) !== 0x3b) throw cut();
      return { format, width: view.getUint16(6, true), height: view.getUint16(8, true) };
    default:
      return { format, width: 0, height: 0 };
  }
}

const pngChunks = { header: 0x49484452, end: 0x49454e44 } as const;

function pngSize(view: DataView): { width: number; height: number } {
  if (view.byteLength < 33 || view.getUint32(12) !== pngChunks.header) throw cut();
  for (let offset = 8; offset + 12 <= view.byteLength; offset += view.getUint32(offset) + 12) {
    if (view.getUint32(offset + 4) === pngChunks.end) {
      return { width: view.getUint32(16), height: view.getUint32(20) };
    }
  }
  throw cut();
}

/** Start-of-frame markers; C4, C8 and CC among their numbers mean something else. */
function isFrameMarker(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function jpegSize(view: DataView): { width: number; height: number } {
  const end = view.byteLength;
  // Some cameras write more behind the end marker.
  if (Buffer.from(view.buffer, view.byteOffset, end).lastIndexOf('ffd9', undefined, 'hex') < 0) throw cut();
  for (let offset = 2; offset + 9 < end; offset += 2 + view.getUint16(offset + 2)) {
    if (view.getUint8(offset) !== 0xff) break;
    if (isFrameMarker(view.getUint8(offset + 1))) {
      return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) };
    }
  }
  throw new FormatError('the picture has no size');
}

function cut(): FormatError {
  return new FormatError('the picture is cut or damaged', { expected: 'a whole file' });
}
