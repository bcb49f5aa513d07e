import { jpegOrientation, withoutExif } from './jpeg-exif.js';
import { type PictureFormat, type PictureSize, viewOf } from './picture-format.js';
import { isOnItsSide, upright } from './upright.js';

const endMarker = [0xff, 0xd9] as const;

export const jpeg: PictureFormat = {
  name: 'jpg',
  label: 'JPEG',
  signatures: [[0xff, 0xd8, 0xff]],
  size: frameSize,
  isWhole(content) {
    // Some cameras write more behind the end.
    for (let at = content.length - 2; at > 0; at--) {
      if (content[at] === endMarker[0] && content[at + 1] === endMarker[1]) return true;
    }
    return false;
  },
  decode: (content, { decode }) => upright(decode(withoutExif(content)), jpegOrientation(content)),
};

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
