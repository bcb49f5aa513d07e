import { concatBytes } from '../byte-source/index.js';
import { latin1 } from '../text/index.js';
import { viewOf } from './picture-format.js';
import { firstTag } from './tiff.js';

/** Markers of a JPEG's segments. */
const exifMarker = 0xffe1;
const scanMarker = 0xffda;
/** The tag of EXIF that says how the picture is to be turned before it is shown. */
const orientationTag = 0x0112;

/** How a JPEG is to be turned and mirrored before it is shown, 1 (not at all) to 8, as its EXIF says; 1 without one. */
export function jpegOrientation(content: Uint8Array): number {
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
export function withoutExif(content: Uint8Array): Uint8Array {
  const view = viewOf(content);
  let at = 2;
  while (at + 4 <= content.length && view.getUint16(at) === exifMarker) at += 2 + view.getUint16(at + 2);
  return at === 2 ? content : concatBytes(content.subarray(0, 2), content.subarray(at));
}
