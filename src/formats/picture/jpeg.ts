import type { Image } from 'image-js';
import { concatBytes } from '../byte-source.js';
import { latin1 } from '../text.js';
import { type PictureFormat, type PictureSize, viewOf } from './picture-format.js';
import { firstTag } from './tiff.js';

const [endOfImage, startOfScan] = [0xffd9, 0xffda];

export const jpeg: PictureFormat = {
  name: 'jpg',
  label: 'JPEG',
  signatures: [[0xff, 0xd8, 0xff]],
  size: frameSize,
  // Some cameras write more behind the end, and pictures that are shown small before it.
  isWhole: (content) => hasEnd(content),
  decode: (content, { decode }) => upright(decode(withoutExif(content)), jpegOrientation(content)),
};

/** Whether the segments and scans of a JPEG, one after the other, lead to its end (ITU-T T.81, B.1.1). */
function hasEnd(content: Uint8Array): boolean {
  const view = viewOf(content);
  for (let at = 2; at + 2 <= content.length; ) {
    const marker = view.getUint16(at);
    if (marker === endOfImage) return true;
    if (marker < 0xff00) at += 1;
    else if (marker === 0xffff) at += 1;
    else if (isAlone(marker)) at += 2;
    else if (at + 4 > content.length) return false;
    else {
      at += 2 + view.getUint16(at + 2);
      if (marker === startOfScan) at = scanEnd(content, at);
    }
  }
  return false;
}

/** Markers without a length: restarts, and 0xff01 of arithmetic coding. */
function isAlone(marker: number): boolean {
  return (marker >= 0xffd0 && marker <= 0xffd8) || marker === 0xff01;
}

/** Where the marker behind a scan is: in its data 0xff is followed by 0 or by a restart. */
function scanEnd(content: Uint8Array, start: number): number {
  for (let at = content.indexOf(0xff, start); at >= 0; at = content.indexOf(0xff, at + 1)) {
    const next = content[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isAlone(0xff00 + next)) return at;
  }
  return content.length;
}

function frameSize(content: Uint8Array): PictureSize | null {
  const view = viewOf(content);
  for (let at = 2; at + 9 <= content.length; ) {
    const marker = view.getUint16(at);
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return isOnItsSide(jpegOrientation(content)) ? { width: height, height: width } : { width, height };
    }
    if (marker < 0xff00) return null;
    // Any number of bytes 0xff may fill the room before a marker.
    at += marker === 0xffff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Markers of frames are 0xffc0 to 0xffcf, without those of tables among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}

/** Whether width and height change places when a picture is turned as an orientation of EXIF says. */
function isOnItsSide(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** A picture as it is meant to be seen: turned and mirrored as an orientation of EXIF (1 to 8) says. */
function upright(picture: Image, orientation: number): Image {
  switch (orientation) {
    case 2:
      return picture.flip({ axis: 'horizontal' });
    case 3:
      return picture.rotate(180);
    case 4:
      return picture.flip({ axis: 'vertical' });
    case 5:
      return picture.rotate(90).flip({ axis: 'horizontal' });
    case 6:
      return picture.rotate(90);
    case 7:
      return picture.rotate(270).flip({ axis: 'horizontal' });
    case 8:
      return picture.rotate(270);
    default:
      return picture;
  }
}

/** Markers of a JPEG's segments. */
const exifMarker = 0xffe1;
const scanMarker = 0xffda;
/** The tag of EXIF that says how the picture is to be turned before it is shown. */
const orientationTag = 0x0112;

/** How a JPEG is to be turned and mirrored before it is shown, 1 (not at all) to 8, as its EXIF says; 1 without one. */
function jpegOrientation(content: Uint8Array): number {
  const view = viewOf(content);
  for (let at = 2; at + 4 <= content.length; ) {
    const [marker, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (marker < 0xff00 || marker === scanMarker) break;
    const end = Math.min(content.length, at + 2 + length);
    if (marker === exifMarker && latin1(content.subarray(at + 4, end)).startsWith('Exif\0\0')) {
      const orientation = firstTag(content.subarray(at + 10, end), orientationTag) ?? 1;
      return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
    at += 2 + length;
  }
  return 1;
}

/** A JPEG without the EXIF that it begins with: image-js takes the picture for broken when only that is. */
function withoutExif(content: Uint8Array): Uint8Array {
  const view = viewOf(content);
  let at = 2;
  while (at + 4 <= content.length && view.getUint16(at) === exifMarker) at += 2 + view.getUint16(at + 2);
  return at === 2 ? content : concatBytes(content.subarray(0, 2), content.subarray(at));
}
