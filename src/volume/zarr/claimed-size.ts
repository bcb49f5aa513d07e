const zstdMagic = 0xfd2fb528;
/** Bytes of the largest block of a zstd frame, unpacked. */
const largestBlock = 128 * 1024;
/** Types of blocks: stored as they are, one byte repeated, or packed. */
const [rawBlock, repeatedByte] = [0, 1];

/** Bytes that something packed unpacks to, as far as that is told without unpacking it. */
export interface ClaimedSize {
  readonly least: number;
  readonly most: number;
}

/**
 * Bytes that a zstd frame (RFC 8878, 3.1.1) or an LZ4 chunk, before which numcodecs puts its size, decodes to: the size
 * that it states, or what its blocks come to. None where it ends before it could say.
 */
export function claimedSize(codec: 'zstd' | 'lz4', bytes: Uint8Array): ClaimedSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (codec === 'lz4') return exactly(bytes.length < 4 ? 0 : view.getUint32(0, true));
  if (bytes.length < 5 || view.getUint32(0, true) !== zstdMagic) return exactly(0);
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const width = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  if (bytes.length < at + width) return exactly(0);
  switch (width) {
    case 0:
      return sizeOfBlocks(view, at);
    case 1:
      return exactly(view.getUint8(at));
    case 2:
      return exactly(view.getUint16(at, true) + 256);
    case 4:
      return exactly(view.getUint32(at, true));
    default:
      return exactly(Number(view.getBigUint64(at, true)));
  }
}

function sizeOfBlocks(view: DataView, first: number): ClaimedSize {
  let [least, most] = [0, 0];
  for (let at = first, isLast = false; !isLast && at + 3 <= view.byteLength; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const [type, size] = [(header >> 1) & 3, header >> 3];
    const isTold = type === rawBlock || type === repeatedByte;
    least += isTold ? size : 0;
    most += isTold ? size : largestBlock;
    at += 3 + (type === repeatedByte ? 1 : size);
    isLast = (header & 1) !== 0;
  }
  return { least, most };
}

function exactly(bytes: number): ClaimedSize {
  return { least: bytes, most: bytes };
}
