import { jpegOrientation, withoutExif } from './jpeg-exif.js';
import { type PictureFormat, type PictureSize, viewOf } from './picture-format.js';
import { isOnItsSide, upright } from './upright.js';

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
