import type { Image } from 'image-js';
import { FormatError } from '../../errors/index.js';
import { concatBytes } from '../byte-source/index.js';
import { pngChunks } from './png-chunks.js';
import { pngHeader, readPngHeader } from './png-header.js';

/**
 * The pixels of a PNG of fewer than eight bits a pixel, not interlaced, grey or of a palette: image-js takes them for packed
 * without regard to rows. A grey value that is to be transparent is not. Fails with an Error for damaged data.
 */
export function decodePackedPng(content: Uint8Array, { decode, Image }: typeof import('image-js')): Image {
  const { width, height, depth, rowBytes } = readPngHeader(content);
  const chunks = pngChunks(content);
  const rows = decode(greyBytes(content, rowBytes)).getRawImage().data;
  const values = new Uint8Array(width * height);
  for (let pixel = 0, y = 0; y < height; y++) {
    for (let bit = 0; bit < width * depth; bit += depth) {
      const byte = rows[y * rowBytes + (bit >> 3)] ?? 0;
      values[pixel++] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  const palette = chunks.find(({ name }) => name === 'PLTE')?.data;
  if (palette === undefined) {
    const scale = 255 / (2 ** depth - 1);
    return new Image(width, height, { colorModel: 'GREY', data: values.map((value) => value * scale) });
  }
  const opacities = chunks.find(({ name }) => name === 'tRNS')?.data ?? [];
  const data = new Uint8Array(4 * values.length);
  for (const [pixel, value] of values.entries()) {
    if (3 * value + 3 > palette.length) throw new FormatError('a pixel has no colour in the palette');
    data.set(palette.subarray(3 * value, 3 * value + 3), 4 * pixel);
    data[4 * pixel + 3] = opacities[value] ?? 255;
  }
  return new Image(width, height, { colorModel: 'RGBA', data });
}

/** The same rows as a picture of one grey byte a pixel, whose filters work alike; its checksums are nobody's. */
function greyBytes(content: Uint8Array, rowBytes: number): Uint8Array {
  const head = Uint8Array.from(content.subarray(0, pngHeader.end));
  new DataView(head.buffer).setUint32(pngHeader.width, rowBytes);
  head.set([8, 0], pngHeader.depth);
  const data = pngChunks(content).filter(({ name }) => name === 'IDAT' || name === 'IEND');
  return concatBytes(head, ...data.map(({ bytes }) => bytes));
}
