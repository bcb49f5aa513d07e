/** Markers of a JPEG's segments. */
const exifMarker = 0xffe1;
const scanMarker = 0xffda;
/** The tag of EXIF that says how the picture is to be turned before it is shown. */
const orientationTag = 0x0112;

/** How a JPEG is to be turned and mirrored before it is shown, 1 (not at all) to 8, as its EXIF says; 1 without one. */
export function jpegOrientation(content: Uint8Array): number {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 2; at + 4 <= content.length; ) {
    const [marker, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (marker < 0xff00 || marker === scanMarker) break;
    const end = Math.min(content.length, at + 2 + length);
    const isExif = marker === exifMarker && startsWith(content.subarray(at + 4, end), 'Exif\0\0');
    if (isExif) return orientationOf(content.subarray(at + 10, end)) ?? 1;
    at += 2 + length;
  }
  return 1;
}

/** The orientation in the first directory of a TIFF structure; null where there is none. */
function orientationOf(tiff: Uint8Array): number | null {
  if (tiff.length < 8) return null;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittleEndian = startsWith(tiff, 'II');
  const directory = view.getUint32(4, isLittleEndian);
  if (directory + 2 > tiff.length) return null;
  const count = view.getUint16(directory, isLittleEndian);
  for (let entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    if (entry + 12 > tiff.length) break;
    if (view.getUint16(entry, isLittleEndian) !== orientationTag) continue;
    const orientation = view.getUint16(entry + 8, isLittleEndian);
    return orientation >= 1 && orientation <= 8 ? orientation : null;
  }
  return null;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, text.length)) === text;
}
