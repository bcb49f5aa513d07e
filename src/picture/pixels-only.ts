const exifMarker = 0xffe1;

/** A JPEG without the EXIF that it begins with: image-js takes the picture for broken when only that is. */
export function pixelsOnly(content: Uint8Array): Uint8Array {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 2;
  while (at + 4 <= content.length && view.getUint16(at) === exifMarker) at += 2 + view.getUint16(at + 2);
  return at === 2 ? content : Buffer.concat([content.subarray(0, 2), content.subarray(at)]);
}
