import type { Image } from 'image-js';
import { FormatError } from '../../errors/index.js';
import { inflatePng } from './inflate-png.js';
import { viewOf } from './picture-format.js';
import { pngChunks } from './png-chunks.js';
import { type PngPass, passBytes, pngPasses } from './png-passes.js';

const header = { width: 16, height: 20, depth: 24 };

/**
 * The pixels of a PNG of fewer than eight bits a pixel, grey or of a palette, which image-js takes for packed without
 * regard to rows and passes. A grey value that is to be transparent is not. Fails with an Error for damaged data.
 */
export async function decodePackedPng(
  content: Uint8Array,
  { Image }: typeof import('image-js'),
): Promise<Image> {
  const view = viewOf(content);
  const [width, height] = [view.getUint32(header.width), view.getUint32(header.height)];
  const depth = view.getUint8(header.depth);
  const passes = pngPasses(content);
  const rows = await inflateAll(content, passBytes(passes));
  const values = new Uint8Array(width * height);
  let at = 0;
  for (const pass of passes) {
    const size = passBytes([pass]);
    unpackPass(rows.subarray(at, at + size), pass, depth, (x, y, value) => {
      values[y * width + x] = value;
    });
    at += size;
  }
  const chunks = new Map(pngChunks(content).map(({ name, data }) => [name, data]));
  const palette = chunks.get('PLTE');
  if (palette === undefined) {
    const scale = 255 / (2 ** depth - 1);
    return new Image(width, height, { colorModel: 'GREY', data: values.map((value) => value * scale) });
  }
  const opacities = chunks.get('tRNS');
  const channels = opacities === undefined ? 3 : 4;
  const data = new Uint8Array(channels * values.length);
  for (const [pixel, value] of values.entries()) {
    if (3 * value + 3 > palette.length) throw new FormatError('a pixel has no colour in the palette');
    data.set(palette.subarray(3 * value, 3 * value + 3), channels * pixel);
    if (opacities !== undefined) data[channels * pixel + 3] = opacities[value] ?? 255;
  }
  return new Image(width, height, { colorModel: opacities === undefined ? 'RGB' : 'RGBA', data });
}

async function inflateAll(content: Uint8Array, size: number): Promise<Uint8Array> {
  const rows = new Uint8Array(size);
  let filled = 0;
  for await (const block of inflatePng(content, size)) {
    rows.set(block, filled);
    filled += block.length;
  }
  if (filled === size) return rows;
  throw new FormatError('the image data are incomplete', {
    expected: `${size} bytes`,
    found: `${filled} bytes`,
  });
}

function unpackPass(
  rows: Uint8Array,
  { x, y, stepX, stepY, width, height, rowBytes }: PngPass,
  depth: number,
  put: (x: number, y: number, value: number) => void,
): void {
  const mask = 2 ** depth - 1;
  let above = new Uint8Array(rowBytes);
  for (let row = 0; row < height; row++) {
    const start = row * (1 + rowBytes);
    const current = unfilter(rows[start] ?? 0, rows.slice(start + 1, start + 1 + rowBytes), above);
    for (let column = 0; column < width; column++) {
      const bit = column * depth;
      const value = ((current[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & mask;
      put(x + column * stepX, y + row * stepY, value);
    }
    above = current;
  }
}

/** Undoes a row's filter in place, where a pixel is one byte or less. */
function unfilter<Row extends Uint8Array>(filter: number, row: Row, above: Uint8Array): Row {
  if (filter > 4)
    throw new FormatError('unknown filter of a row', { expected: '0 to 4', found: `${filter}` });
  for (let at = 0; at < row.length; at++) {
    row[at] = (row[at] ?? 0) + predicted(filter, row[at - 1] ?? 0, above[at] ?? 0, above[at - 1] ?? 0);
  }
  return row;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

/** Whichever of three neighbours is nearest to left + up − corner, as the PNG specification says. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
