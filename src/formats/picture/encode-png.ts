import { joinBytes } from '../../base/collections.js';
import type { PictureSize } from './picture-format.js';
import { crc32, pngSignature } from './png.js';

/** Red, green and blue, one byte each, row by row. */
export interface RgbPixels extends PictureSize {
  readonly data: Uint8Array;
}

/** Fields of IHDR after the size: 8 bits a component, RGB, deflate, filter method 0, not interlaced. */
const kind = [8, 2, 0, 0, 0];

/**
 * Returns a PNG of RGB pixels, one byte a component (W3C Portable Network Graphics, sections 5 and 11); `compress`
 * turns rows into a zlib stream. image-js, which reads pictures, writes every byte with a call of its own and would
 * take most of the time of a small run.
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
  return joinBytes([
    Uint8Array.from(pngSignature),
    chunk('IHDR', size),
    chunk('IDAT', await compress(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Returns a chunk: length, name, content, and the checksum of name and content. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** Number of standard deviations from the mean to black and to white. */
const contrast = 3;

/** The values shown as black and as white. */
type GreyRange = ReturnType<typeof greyRange>;

/** Returns one grey range for all values: their mean ± 3 standard deviations; NaN and infinite values are ignored. */
export function greyRange(...all: readonly Float64Array[]) {
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

/** Returns the brightness of a value, 0 (black) to 255 (white). */
export function greyOf(value: number, { low, high }: GreyRange): number {
  return 255 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

/** Colour of NaN. */
const notANumber: readonly [number, number, number] = [255, 0, 255];

/** Returns values, row by row, as a grey PNG. */
export function paintGrey(values: Float64Array, grid: PictureSize, range: GreyRange): Promise<Uint8Array> {
  return paintPixels(values, grid, (value) => {
    const grey = greyOf(value, range);
    return [grey, grey, grey];
  });
}

/** Returns values, row by row, as a PNG in the colours of `colorOf`; NaN is magenta. */
export async function paintPixels(
  values: Float64Array,
  { width, height }: PictureSize,
  colorOf: (value: number) => readonly [number, number, number],
): Promise<Uint8Array> {
  const { encodePng, Image } = await import('image-js');
  const data = new Uint8Array(width * height * 3);
  for (const [pixel, value] of values.entries()) {
    data.set(Number.isNaN(value) ? notANumber : colorOf(value), 3 * pixel);
  }
  return encodePng(new Image(width, height, { data, colorModel: 'RGB' }));
}
