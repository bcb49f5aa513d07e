import { viewOf } from './picture-format.js';

/** Where the header chunk, which comes first, keeps what. */
export const pngHeader = { width: 16, height: 20, depth: 24, colorType: 25, interlace: 28, end: 33 } as const;

/** Samples a pixel by colour type. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What the header of a PNG says; the content must be as long as it. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly isInterlaced: boolean;
  /** Bytes of a row of pixels, where it is not interlaced. */
  readonly rowBytes: number;
}

export function readPngHeader(content: Uint8Array): PngHeader {
  const view = viewOf(content);
  const [width, height] = [view.getUint32(pngHeader.width), view.getUint32(pngHeader.height)];
  const depth = view.getUint8(pngHeader.depth);
  const bits = depth * (samples[view.getUint8(pngHeader.colorType)] ?? 4);
  const isInterlaced = view.getUint8(pngHeader.interlace) !== 0;
  return { width, height, depth, isInterlaced, rowBytes: Math.ceil((width * bits) / 8) };
}
