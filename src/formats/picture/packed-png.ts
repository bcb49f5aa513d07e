import type { Image } from 'image-js';
import { FormatError } from '../../errors/index.js';
import { pngChunks } from './png-chunks.js';
import { readPngHeader } from './png-header.js';
import { inflatePng, unfilter } from './png-rows.js';

/** Where the pixels of each pass of an interlaced PNG lie: the first column and row, and the steps to the next. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * The pixels of a PNG of fewer than eight bits a pixel, grey or of a palette: image-js takes them for packed without regard
 * to rows. A grey value that is to be transparent is not. Fails with an Error for damaged data.
 */
export async function decodePackedPng(
  content: Uint8Array,
  { Image }: typeof import('image-js'),
): Promise<Image> {
  const { width, height, depth } = readPngHeader(content);
  const chunks = pngChunks(content);
  const palette = chunks.find(({ name }) => name === 'PLTE')?.data;
  const values = await readValues(content, palette === undefined ? 255 / (2 ** depth - 1) : 1);
  if (palette === undefined) return new Image(width, height, { colorModel: 'GREY', data: values });
  const opacities = chunks.find(({ name }) => name === 'tRNS')?.data ?? [];
  const data = new Uint8Array(4 * values.length);
  for (const [pixel, value] of values.entries()) {
    if (3 * value + 3 > palette.length) throw new FormatError('a pixel has no colour in the palette');
    data.set(palette.subarray(3 * value, 3 * value + 3), 4 * pixel);
    data[4 * pixel + 3] = opacities[value] ?? 255;
  }
  return new Image(width, height, { colorModel: 'RGBA', data });
}

/** One value a pixel, times the scale: its grey, or its place in the palette. */
async function readValues(content: Uint8Array, scale: number): Promise<Uint8Array> {
  const { width, height, depth, isInterlaced } = readPngHeader(content);
  const data = await inflatePng(content);
  const values = new Uint8Array(width * height);
  const mask = 2 ** depth - 1;
  let at = 0;
  for (const [left, top, across, down] of isInterlaced ? passes : [[0, 0, 1, 1] as const]) {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    if (columns <= 0 || rows <= 0) continue;
    const rowBytes = Math.ceil((columns * depth) / 8);
    const packed = unfilter(data.subarray(at), rows, rowBytes);
    at += rows * (1 + rowBytes);
    for (let y = 0; y < rows; y++) {
      let to = (top + y * down) * width + left;
      for (let bit = 0; bit < columns * depth; bit += depth, to += across) {
        const byte = packed[y * rowBytes + (bit >> 3)] as number;
        values[to] = ((byte >> (8 - depth - (bit & 7))) & mask) * scale;
      }
    }
  }
  return values;
}
