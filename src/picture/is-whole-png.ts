const signatureBytes = 8;
/** Length, name and checksum of a chunk. */
const frameBytes = 12;

/** Whether the chunks of a PNG follow each other up to its last one, `IEND`; what they hold is not decoded. */
export function isWholePng(content: Uint8Array): boolean {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = signatureBytes; at + frameBytes <= content.length; ) {
    const end = at + frameBytes + view.getUint32(at);
    if (end > content.length) return false;
    if (new TextDecoder('latin1').decode(content.subarray(at + 4, at + 8)) === 'IEND') return true;
    at = end;
  }
  return false;
}
