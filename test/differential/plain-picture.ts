import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { joined } from './odd-file.js';

/** A picture of red, green and blue, read and written here in the plainest way. */
export interface PlainPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const bytesPerPixel = 3;

/** Reads a PNG of 8-bit RGB that is not interlaced, as an ingest publishes key images. */
export function readPublishedPng(bytes: Uint8Array): PlainPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (view.getUint8(24) !== 8 || view.getUint8(25) !== 2) throw new Error('not published as 8-bit RGB');
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    if (name === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return { width, height, rgb: unfiltered(inflateSync(joined(...parts)), width * bytesPerPixel, height) };
}

/** Undoes the filters of rows (PNG specification, 9.2). */
function unfiltered(data: Uint8Array, rowBytes: number, rows: number): Uint8Array {
  const result = new Uint8Array(rowBytes * rows);
  for (let row = 0; row < rows; row++) {
    const filter = data[row * (rowBytes + 1)] ?? 0;
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column;
      const isFirst = column < bytesPerPixel;
      const left = isFirst ? 0 : (result[at - bytesPerPixel] ?? 0);
      const above = row === 0 ? 0 : (result[at - rowBytes] ?? 0);
      const corner = isFirst || row === 0 ? 0 : (result[at - rowBytes - bytesPerPixel] ?? 0);
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      result[at] = (data[row * (rowBytes + 1) + 1 + column] ?? 0) + guess;
    }
  }
  return result;
}

function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** A PNG of 8-bit RGB. */
export function writePlainPng({ width, height, rgb }: PlainPicture): Uint8Array {
  const rows = Array.from({ length: height }, (_, row) =>
    joined(Uint8Array.of(0), rgb.subarray(row * width * bytesPerPixel, (row + 1) * width * bytesPerPixel)),
  );
  return makePng({ width, height, depth: 8, type: 2 }, joined(...rows));
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: number;
  readonly interlace?: number;
}

/** A PNG of filtered rows, with more chunks between its header and its data. */
export function makePng(
  header: PngHeader,
  rows: Uint8Array,
  between: readonly Uint8Array[] = [],
): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(header.width, 0);
  head.writeUInt32BE(header.height, 4);
  head.set([header.depth, header.type, 0, 0, header.interlace ?? 0], 8);
  const data = Uint8Array.from(deflateSync(rows));
  return joined(
    Uint8Array.from(signature),
    chunk('IHDR', head),
    ...between,
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  );
}

/** A chunk of a PNG with its checksum. */
export function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return Uint8Array.from(bytes);
}

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** The picture with another colour in its first pixel. */
export function plantedPixel({ width, height, rgb }: PlainPicture): PlainPicture {
  const copy = rgb.slice();
  copy[0] = (copy[0] ?? 0) ^ 0x80;
  return { width, height, rgb: copy };
}

/** Digest of size and colours. */
export function pictureDigest({ width, height, rgb }: PlainPicture): string {
  return createHash('sha1').update(`${width}x${height}`).update(rgb).digest('hex').slice(0, 12);
}
