import type { Image } from 'image-js';
import { joinBytes } from '../../base/collections.js';
import { latin1 } from '../text.js';
import { type PictureFormat, type PictureSize, viewOf } from './picture-format.js';
import { firstTag } from './tiff.js';

const [endOfImage, startOfScan, exifMarker] = [0xffd9, 0xffda, 0xffe1];

/** JPEG (ITU-T T.81), shown upright as its EXIF says. Segments and scans are followed from marker to marker. */
export const jpeg: PictureFormat = {
  name: 'jpg',
  label: 'JPEG',
  signatures: [[0xff, 0xd8, 0xff]],
  size: frameSize,
  isWhole: hasEnd,
  decode: (content, { decode }) => upright(decode(withoutExif(content)), jpegOrientation(content)),
};

/**
 * True if the segments and scans of a JPEG lead to its end marker (ITU-T T.81, B.1.1). They are followed from the
 * start, since a thumbnail in EXIF has an end marker too, and some cameras write data after the end.
 */
function hasEnd(content: Uint8Array): boolean {
  const view = viewOf(content);
  for (let at = 2; at + 2 <= content.length; ) {
    const marker = view.getUint16(at);
    if (marker === endOfImage) return true;
    if (marker < 0xff00 || marker === 0xffff) at += 1;
    else if (isAlone(marker)) at += 2;
    else if (at + 4 > content.length) return false;
    else {
      at += 2 + view.getUint16(at + 2);
      if (marker === startOfScan) at = scanEnd(content, at);
    }
  }
  return false;
}

/** True for markers without a length: restarts, and 0xff01 of arithmetic coding. */
function isAlone(marker: number): boolean {
  return (marker >= 0xffd0 && marker <= 0xffd8) || marker === 0xff01;
}

/** Returns the byte offset of the marker after a scan: in its data, 0xff is followed by 0 or by a restart. */
function scanEnd(content: Uint8Array, start: number): number {
  for (let at = content.indexOf(0xff, start); at >= 0; at = content.indexOf(0xff, at + 1)) {
    const next = content[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isAlone(0xff00 + next)) return at;
  }
  return content.length;
}

/** Returns the size in the frame header, width and height exchanged if EXIF rotates the picture; null without one. */
function frameSize(content: Uint8Array): PictureSize | null {
  const view = viewOf(content);
  for (let at = 2; at + 9 <= content.length; ) {
    const marker = view.getUint16(at);
    // Markers of frames are 0xffc0 to 0xffcf except those of tables.
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      // Orientations 5 to 8 of EXIF exchange width and height.
      return jpegOrientation(content) >= 5 ? { width: height, height: width } : { width, height };
    }
    if (marker < 0xff00) return null;
    // Any number of bytes 0xff may precede a marker as padding.
    at += marker === 0xffff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Degrees by which a picture is rotated to be upright, by its EXIF orientation from 1 on. */
const rotations = [0, 0, 180, 180, 90, 90, 270, 270] as const;
/** EXIF orientations that mirror a picture from left to right after that. */
const mirrored = [2, 4, 5, 7];

function upright(picture: Image, orientation: number): Image {
  const angle = rotations[orientation - 1] ?? 0;
  const rotated = angle === 0 ? picture : picture.rotate(angle);
  return mirrored.includes(orientation) ? rotated.flip({ axis: 'horizontal' }) : rotated;
}

const orientationTag = 0x0112;

/** Returns the EXIF orientation of a JPEG, 1 (upright) to 8; 1 without one. */
function jpegOrientation(content: Uint8Array): number {
  const view = viewOf(content);
  for (let at = 2; at + 4 <= content.length; ) {
    const [marker, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (marker < 0xff00 || marker === startOfScan) break;
    const end = Math.min(content.length, at + 2 + length);
    if (marker === exifMarker && latin1(content.subarray(at + 4, end)).startsWith('Exif\0\0')) {
      const orientation = firstTag(content.subarray(at + 10, end), orientationTag) ?? 1;
      return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
    at += 2 + length;
  }
  return 1;
}

/** Removes the EXIF at the start of a JPEG, since image-js rejects the picture if only that is damaged. */
function withoutExif(content: Uint8Array): Uint8Array {
  const view = viewOf(content);
  let at = 2;
  while (at + 4 <= content.length && view.getUint16(at) === exifMarker) at += 2 + view.getUint16(at + 2);
  return at === 2 ? content : joinBytes([content.subarray(0, 2), content.subarray(at)]);
}
