import type { Image } from 'image-js';
import { joinBytes } from '../../base/collections.js';
import { checksumText, crc32By } from '../../base/crc32.js';
import { FormatError, fileError } from '../../base/errors.js';
import { openUnpacker } from '../inflate.js';
import { latin1 } from '../text.js';
import { type PictureFormat, type PictureSize, viewOf } from './picture-format.js';

/** First bytes of a PNG. */
const pngSignature: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG (W3C Portable Network Graphics), with checksums; pictures of fewer than 8 bits a sample are decoded here. */
export const png: PictureFormat = {
  name: 'png',
  label: 'PNG',
  signatures: [pngSignature],
  size: (content) => (content.length < pngHeader.end ? null : readPngHeader(content)),
  isWhole(content) {
    const names = pngChunks(content).map(({ name }) => name);
    return names[0] === 'IHDR' && content.length >= pngHeader.end && names.at(-1) === 'IEND';
  },
  headerDamage: (content) => checksumDamage(pngChunks(content).slice(0, 1)),
  damage: (content) => checksumDamage(pngChunks(content)),
  end: (content) => pngChunks(content).reduce((end, { bytes }) => end + bytes.length, pngSignature.length),
  async decode(content, library) {
    if (readPngHeader(content).depth < 8) return decodePackedPng(content, library);
    // image-js would unpack data of any size and fill missing rows, so both are checked here.
    await readRows(content);
    return library.decode(content);
  },
  async check(content) {
    const { depth, height, rowBytes, hasPalette, isInterlaced } = readPngHeader(content);
    if (depth < 8 || hasPalette || isInterlaced) return false;
    const rows = await readRows(content);
    for (let row = 0; row < height; row++) predicted(rows[row * (1 + rowBytes)]!, 0, 0, 0);
    return true;
  },
};

/** Byte offsets of fields of the header chunk, which comes first; `end` is its length with the signature. */
const pngHeader = { width: 16, height: 20, depth: 24, colorType: 25, interlace: 28, end: 33 } as const;

/** Samples a pixel by colour type. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Reads the header of a PNG of at least `pngHeader.end` bytes. `depth`: bits a sample; `rowBytes`: bytes of a row of
 * pixels, unless it is interlaced.
 */
function readPngHeader(content: Uint8Array) {
  const view = viewOf(content);
  const [width, height] = [view.getUint32(pngHeader.width), view.getUint32(pngHeader.height)];
  const depth = view.getUint8(pngHeader.depth);
  const colorType = view.getUint8(pngHeader.colorType);
  const bits = depth * (samples[colorType] ?? 4);
  const isInterlaced = view.getUint8(pngHeader.interlace) !== 0;
  const rowBytes = Math.ceil((width * bits) / 8);
  return { width, height, depth, hasPalette: colorType === 3, isInterlaced, rowBytes };
}

/** Bytes of length, name and checksum of a chunk. */
const frameBytes = 12;

interface PngChunk {
  readonly name: string;
  readonly data: Uint8Array;
  /** The whole chunk, with length, name and checksum. */
  readonly bytes: Uint8Array;
}

/** Returns the chunks of a PNG up to `IEND` or its truncated end. `checksumDamage` checks the checksums. */
function pngChunks(content: Uint8Array): PngChunk[] {
  const view = viewOf(content);
  const chunks: PngChunk[] = [];
  for (let at = pngSignature.length; at + frameBytes <= content.length; ) {
    const end = at + frameBytes + view.getUint32(at);
    if (end > content.length) break;
    const bytes = content.subarray(at, end);
    const name = latin1(bytes.subarray(4, 8));
    chunks.push({ name, data: bytes.subarray(8, -4), bytes });
    if (name === 'IEND') break;
    at = end;
  }
  return chunks;
}

/** Returns the damage of the first chunk whose checksum (ISO 3309, of name and data) is wrong, or null. */
function checksumDamage(chunks: readonly PngChunk[]) {
  for (const { name, bytes } of chunks) {
    const stated = viewOf(bytes).getUint32(bytes.length - 4);
    const computed = crc32(bytes.subarray(4, -4));
    if (stated === computed) continue;
    const expected = `the checksum ${checksumText(computed)} of its ${name} chunk`;
    return { expected, found: checksumText(stated) };
  }
  return null;
}

/** Returns the checksum of PNG chunks (CRC-32 of ISO 3309). */
export const crc32 = crc32By(0xedb88320);

/** First column, first row, column step and row step of each pass of an interlaced PNG (Adam7). */
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
 * Decodes a PNG of fewer than eight bits a pixel, grey or with a palette, which image-js unpacks without regard to
 * row ends. The transparent grey value of tRNS is ignored. Fails with a FormatError for damaged data.
 */
async function decodePackedPng(content: Uint8Array, { Image }: typeof import('image-js')): Promise<Image> {
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

/** Returns one value a pixel, times `scale`: its grey value, or its index in the palette. */
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

/** Unpacks a PNG's filtered rows. Fails with a FormatError, also if rows of one not interlaced are missing. */
async function readRows(content: Uint8Array): Promise<Uint8Array> {
  const { height, rowBytes, isInterlaced } = readPngHeader(content);
  const rows = await inflatePng(content);
  if (!isInterlaced) requireRows(rows, height, rowBytes);
  return rows;
}

function requireRows(data: Uint8Array, rows: number, rowBytes: number): void {
  const expected = rows * (1 + rowBytes);
  if (data.length >= expected) return;
  throw fileError('rows of pixels are missing', {}, `${expected} bytes`, `${data.length} bytes`);
}

/**
 * Unpacks the filtered rows of a PNG, as far as they are present. Fails with a FormatError, before all of them are in
 * memory, if they exceed the pixels.
 */
async function inflatePng(content: Uint8Array): Promise<Uint8Array> {
  const { height, rowBytes } = readPngHeader(content);
  // Interlaced passes have up to twice as many rows, each with a filter byte and padding bits.
  let left = height * (rowBytes + 4) + 64;
  const parts = pngChunks(content).flatMap(({ name, data }) => (name === 'IDAT' ? [data] : []));
  const blob = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  const reader = blob.stream().pipeThrough(openUnpacker('deflate')).getReader();
  const blocks: Uint8Array[] = [];
  try {
    for (let block = await reader.read(); !block.done && left >= 0; block = await reader.read()) {
      left -= block.value.length;
      blocks.push(block.value);
    }
  } catch {
    // Missing rows are found by the caller; a wrong checksum after complete rows does no harm.
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (left < 0) throw fileError('the image data exceed the pixels', {}, 'rows of pixels', 'more');
  return joinBytes(blocks);
}

/**
 * Reverses the filters of rows of less than a byte a pixel (PNG specification, 9). Fails with a FormatError if rows are
 * missing or a filter is unknown.
 */
function unfilter(filtered: Uint8Array, rows: number, rowBytes: number): Uint8Array {
  requireRows(filtered, rows, rowBytes);
  const bytes = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const from = row * (1 + rowBytes);
    const filter = filtered[from] as number;
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column;
      const left = column === 0 ? 0 : (bytes[at - 1] as number);
      const above = row === 0 ? 0 : (bytes[at - rowBytes] as number);
      const corner = row === 0 || column === 0 ? 0 : (bytes[at - rowBytes - 1] as number);
      bytes[at] = (filtered[from + 1 + column] as number) + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) throw fileError('an unknown filter', {}, '0 to 4', `${filter}`);
  const distance = (value: number) => Math.abs(left + above - corner - value);
  const [a, b, c] = [distance(left), distance(above), distance(corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** Fields of IHDR after the size: 8 bits a component, RGB, deflate, filter method 0, not interlaced. */
const kind = [8, 2, 0, 0, 0];

/**
 * Returns an RGB PNG, one byte a component (W3C Portable Network Graphics, sections 5 and 11), of its rows with the
 * numbers of their filters as a zlib stream. image-js, which reads pictures, writes every byte with a call of its own and
 * would take most of the time of a small run.
 */
export function encodeRgbPng({ width, height }: PictureSize, packedRows: Uint8Array): Uint8Array {
  const size = new Uint8Array(8 + kind.length);
  const view = new DataView(size.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  size.set(kind, 8);
  return joinBytes([
    Uint8Array.from(pngSignature),
    chunk('IHDR', size),
    chunk('IDAT', packedRows),
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
