const zstdMagic = 0xfd2fb528;

/**
 * Bytes that a zstd frame (RFC 8878, 3.1.1.1) or an LZ4 chunk, before which numcodecs puts its size, says it decodes to;
 * null where it does not say, or ends before it could.
 */
export function claimedSize(codec: 'zstd' | 'lz4', bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (codec === 'lz4') return bytes.length < 4 ? null : view.getUint32(0, true);
  if (bytes.length < 5 || view.getUint32(0, true) !== zstdMagic) return null;
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const width = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  if (width === 0 || bytes.length < at + width) return null;
  switch (width) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
