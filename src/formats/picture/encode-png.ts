import { crc32 } from './png.js';

/** Red, green and blue, one byte each, row by row. */
interface RgbPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Eight bits a component, red, green and blue, deflated, rows as they are, not interlaced. */
const kind = [8, 2, 0, 0, 0];
/**
 * A PNG of RGB, one byte a component, row by row, whose rows `compress` turns into a zlib stream. image-js, which reads pictures,
 * writes every byte by a call of its own and takes most of the time of a small run. W3C Portable Network Graphics, sections 5
 * and 11.
 */
export async function encodeRgbPng(
  { width, height, data }: RgbPixels,
  compress: (rows: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const rowBytes = 3 * width;
  const rows = new Uint8Array(height * (1 + rowBytes));
  for (let row = 0; row < height; row++) {
    rows.set(data.subarray(row * rowBytes, (row + 1) * rowBytes), row * (1 + rowBytes) + 1);
  }
  const size = new Uint8Array(8 + kind.length);
  const view = new DataView(size.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  size.set(kind, 8);
  return joined([
    Uint8Array.from(signature),
    chunk('IHDR', size),
    chunk('IDAT', await compress(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Length, name and content of a chunk with the checksum of both. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** Deviations from the mean that black and white stand for. */
const contrast = 3;

/** The values that black and white stand for. */
interface GreyRange {
  readonly low: number;
  readonly high: number;
}

/** One range of grey for all values: their mean ± 3 deviations; values that are not numbers are left out. */
export function greyRange(...all: readonly Float64Array[]): GreyRange {
  let [count, sum, squares] = [0, 0, 0];
  const each = (visit: (value: number) => void) => {
    for (const values of all) for (const value of values) if (Number.isFinite(value)) visit(value);
  };
  each((value) => {
    count += 1;
    sum += value;
  });
  const mean = sum / (count || 1);
  each((value) => {
    squares += (value - mean) ** 2;
  });
  const spread = contrast * Math.sqrt(squares / (count || 1));
  return { low: mean - spread, high: mean + spread };
}

/** How bright a value is, 0 (black) to 255 (white). */
export function greyOf(value: number, { low, high }: GreyRange): number {
  return 255 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

/** Values row by row as a PNG in grey. */
export function paintGrey(
  values: Float64Array,
  grid: { readonly width: number; readonly height: number },
  range: GreyRange,
): Promise<Uint8Array> {
  return paintPixels(values, grid, (value) => {
    const grey = greyOf(value, range);
    return [grey, grey, grey];
  });
}

/** Colour of what is not a number. */
const notANumber: readonly [number, number, number] = [255, 0, 255];

/** Columns and rows of a picture. */
interface Grid {
  readonly width: number;
  readonly height: number;
}

/** Values row by row as a PNG of so many columns and rows, each in the colour that it stands for; magenta where it is not a number. */
export async function paintPixels(
  values: Float64Array,
  { width, height }: Grid,
  colorOf: (value: number) => readonly [number, number, number],
): Promise<Uint8Array> {
  const { encodePng, Image } = await import('image-js');
  const data = new Uint8Array(width * height * 3);
  for (const [pixel, value] of values.entries()) {
    data.set(Number.isNaN(value) ? notANumber : colorOf(value), 3 * pixel);
  }
  return encodePng(new Image(width, height, { data, colorModel: 'RGB' }));
}
