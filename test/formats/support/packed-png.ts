import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../src/formats/picture/png.js';

export interface PackedPng {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 2 | 4;
  readonly colors?: readonly (readonly number[])[];
  readonly transparent?: readonly number[];
  readonly isInterlaced?: boolean;
  /** Filters of the rows, in turn; all 0 where left out. */
  readonly filters?: readonly number[];
  /** Bytes of image data behind the last row. */
  readonly extraBytes?: number;
}

/** First column and row of each pass of an interlaced picture, and the steps to the next. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG of few bits a pixel; the value of a pixel is `(x + y) mod 2^depth`. */
export function packedPng(wanted: PackedPng): Uint8Array {
  const { width, height, depth, colors, transparent, isInterlaced = false } = wanted;
  const { filters = [0], extraBytes = 0 } = wanted;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colors === undefined ? 0 : 3, 0, 0, isInterlaced ? 1 : 0], 8);
  const rows: Buffer[] = [];
  for (const [left, top, across, down] of isInterlaced ? passes : [[0, 0, 1, 1] as const]) {
    const columns = Math.ceil((width - left) / across);
    if (columns <= 0) continue;
    let above = Buffer.alloc(Math.ceil((columns * depth) / 8));
    for (let y = top; y < height; y += down) {
      const row = Buffer.alloc(above.length);
      for (let x = 0; x < columns; x++) {
        const at = (x * depth) >> 3;
        const value = valueAt(left + x * across, y, depth);
        row[at] = (row[at] ?? 0) | (value << (8 - depth - ((x * depth) % 8)));
      }
      const filter = filters[rows.length % filters.length] ?? 0;
      rows.push(Buffer.concat([Buffer.of(filter), filtered(filter, row, above)]));
      above = row;
    }
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(colors === undefined ? [] : [chunk('PLTE', Buffer.from(colors.flat()))]),
    ...(transparent === undefined ? [] : [chunk('tRNS', Buffer.from(transparent))]),
    chunk('IDAT', deflateSync(Buffer.concat([...rows, Buffer.alloc(extraBytes)]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Writes the checksum of a header that was changed. */
export function sealHeader(png: Uint8Array): void {
  new DataView(png.buffer, png.byteOffset).setUint32(29, crc32(png.subarray(12, 29)));
}

export function valueAt(x: number, y: number, depth: number): number {
  return (x + y) % 2 ** depth;
}

export function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checked = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, checksum]);
}

function filtered(filter: number, row: Buffer, above: Buffer): Buffer {
  return row.map((value, at) => {
    const [left, up, corner] = [row[at - 1] ?? 0, above[at] ?? 0, above[at - 1] ?? 0];
    const estimate = left + up - corner;
    const [nearest] = [left, up, corner]
      .map((each) => [each, Math.abs(estimate - each)] as const)
      .reduce((best, each) => (each[1] < best[1] ? each : best));
    return value - ([0, left, up, (left + up) >> 1, nearest][filter] ?? 0);
  }) as Buffer;
}
