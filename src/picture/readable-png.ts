const header = { width: 16, depth: 24, colorType: 25, interlace: 28, end: 33 };
const greyType = 0;
const paletteType = 3;

/** A PNG that image-js reads rightly, and the pixels of its rows that are the picture's. */
export interface ReadablePng {
  readonly content: Uint8Array;
  readonly width: number;
}

/**
 * A PNG of fewer than eight bits a pixel in a form that image-js reads rightly: it takes rows for packed one after the
 * other, so that they are said to be as wide as their bytes, and grey values become a palette. Any other PNG stays as
 * it is; null for packed pixels in interlaced order, which cannot be told so.
 */
export function readablePng(content: Uint8Array): ReadablePng | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const width = view.getUint32(header.width);
  const [depth, type] = [view.getUint8(header.depth), view.getUint8(header.colorType)];
  if (depth >= 8 || ![1, 2, 4].includes(depth)) return { content, width };
  if (view.getUint8(header.interlace) !== 0) return null;
  const head = Uint8Array.from(content.subarray(0, header.end));
  const pixelsPerByte = 8 / depth;
  new DataView(head.buffer).setUint32(header.width, Math.ceil(width / pixelsPerByte) * pixelsPerByte);
  const rest = content.subarray(header.end);
  if (type !== greyType) return { content: Buffer.concat([head, rest]), width };
  head[header.colorType] = paletteType;
  return { content: Buffer.concat([head, greyPalette(depth), withoutTransparency(rest)]), width };
}

/** A palette chunk of all grey values; its checksum is left out, as nothing looks at it. */
function greyPalette(depth: number): Uint8Array {
  const count = 2 ** depth;
  const chunk = Buffer.alloc(12 + 3 * count);
  chunk.writeUInt32BE(3 * count);
  chunk.write('PLTE', 4, 'latin1');
  for (let grey = 0; grey < count; grey++) {
    chunk.fill(Math.round((255 * grey) / (count - 1)), 8 + 3 * grey, 11 + 3 * grey);
  }
  return chunk;
}

/** Chunks without the grey value that is transparent, which a palette spells otherwise. */
function withoutTransparency(chunks: Uint8Array): Uint8Array {
  const view = new DataView(chunks.buffer, chunks.byteOffset, chunks.byteLength);
  for (let at = 0; at + 12 <= chunks.length; ) {
    const end = at + 12 + view.getUint32(at);
    const name = new TextDecoder('latin1').decode(chunks.subarray(at + 4, at + 8));
    if (name === 'tRNS') return Buffer.concat([chunks.subarray(0, at), chunks.subarray(end)]);
    if (name === 'IDAT') break;
    at = end;
  }
  return chunks;
}
