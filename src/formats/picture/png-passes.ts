import { viewOf } from './picture-format.js';

const header = { width: 16, height: 20, depth: 24, colorType: 25, interlace: 28 };
/** Samples a pixel by colour type. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** First pixel and distance of the pixels of each pass of Adam7. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Pixels that a PNG stores together, row by row: all of them, or those of one pass of an interlaced one. */
export interface PngPass {
  /** Of the first pixel. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the picture between two of the pass. */
  readonly stepX: number;
  readonly stepY: number;
  /** Pixels of the pass. */
  readonly width: number;
  readonly height: number;
  /** Bytes of a row, without the one that names its filter. */
  readonly rowBytes: number;
}

/** The passes of a PNG with pixels, in their order. */
export function pngPasses(content: Uint8Array): PngPass[] {
  const view = viewOf(content);
  const [width, height] = [view.getUint32(header.width), view.getUint32(header.height)];
  const bits = view.getUint8(header.depth) * (samples[view.getUint8(header.colorType)] ?? 4);
  const isInterlaced = view.getUint8(header.interlace) !== 0;
  return (isInterlaced ? adam7 : [[0, 0, 1, 1] as const])
    .map(([x, y, stepX, stepY]) => {
      const columns = Math.max(0, Math.ceil((width - x) / stepX));
      const rows = columns === 0 ? 0 : Math.max(0, Math.ceil((height - y) / stepY));
      return { x, y, stepX, stepY, width: columns, height: rows, rowBytes: Math.ceil((columns * bits) / 8) };
    })
    .filter((pass) => pass.height > 0);
}

/** Bytes of the rows of all passes, filters included. */
export function passBytes(passes: readonly PngPass[]): number {
  return passes.reduce((sum, { height, rowBytes }) => sum + height * (1 + rowBytes), 0);
}
