const zstdMagic = 0xfd2fb528;
/** The first 28 bits of frames that hold something else and are passed over. */
const skippableMagic = 0x184d2a5;
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
 * Bytes that zstd frames (RFC 8878, 3.1) or an LZ4 chunk, before which numcodecs puts its size, decode to: the sizes that
 * they state, or what their blocks come to. Nothing is added for a frame that is cut before it could say.
 */
export function claimedSize(codec: 'zstd' | 'lz4', bytes: Uint8Array): ClaimedSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [least, most] = [0, 0];
  if (codec === 'lz4') least = most = bytes.length < 4 ? 0 : view.getUint32(0, true);
  else {
    for (let at = 0; at + 8 <= bytes.length; ) {
      const frame = readFrame(view, at);
      if (frame === null) break;
      least += frame.least;
      most += frame.most;
      at = frame.end;
    }
  }
  return { least, most };
}

/** What one frame unpacks to, and where the next begins; null for what is none. */
function readFrame(view: DataView, at: number): (ClaimedSize & { readonly end: number }) | null {
  const magic = view.getUint32(at, true);
  if (magic >>> 4 === skippableMagic)
    return { least: 0, most: 0, end: at + 8 + view.getUint32(at + 4, true) };
  if (magic !== zstdMagic) return null;
  const descriptor = view.getUint8(at + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeAt = at + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const width = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  if (view.byteLength < sizeAt + width) return null;
  const blocks = readBlocks(view, sizeAt + width);
  const end = blocks.end + ((descriptor & 4) === 0 ? 0 : 4);
  if (width === 0) return { ...blocks, end };
  const stated = statedSize(view, sizeAt, width);
  return { least: stated, most: stated, end };
}

function statedSize(view: DataView, at: number, width: number): number {
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

function readBlocks(view: DataView, first: number): ClaimedSize & { readonly end: number } {
  let [least, most, at] = [0, 0, first];
  for (let isLast = false; !isLast && at + 3 <= view.byteLength; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const [type, size] = [(header >> 1) & 3, header >> 3];
    const isTold = type === rawBlock || type === repeatedByte;
    least += isTold ? size : 0;
    most += isTold ? size : largestBlock;
    at += 3 + (type === repeatedByte ? 1 : size);
    isLast = (header & 1) !== 0;
  }
  return { least, most, end: at };
}
