import type { PictureFormat } from './sniff-picture.js';

/** Pixels that a picture claims to have; null where its format does not begin with them, or the file is too short. */
export function claimedSize(
  content: Uint8Array,
  format: PictureFormat,
): { readonly width: number; readonly height: number } | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (format === 'png')
    return content.length < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) };
  if (format !== 'jpg') return null;
  for (let at = 2; at + 9 <= content.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker < 0xff00) return null;
  }
  return null;
}

/** Markers of frames are 0xffc0 to 0xffcf, without those of tables among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}
