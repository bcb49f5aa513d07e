import { deflateSync, gzipSync } from 'node:zlib';
import Blosc from 'numcodecs/blosc';
import LZ4 from 'numcodecs/lz4';
import Zstd from 'numcodecs/zstd';
import { plainAttributes } from './plain-volume.js';

/** An image of one level to be made; what is left out is as plain as can be. */
export interface MadeArray {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dtype?: string;
  readonly compressor?: Compressor | null;
  readonly separator?: '.' | '/';
  readonly value?: (index: number) => number;
  /** Metadata of the array that are changed or added; those that are undefined are left out. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly attributes?: unknown;
  /** Chunks that are left out, by their key. */
  readonly missing?: readonly string[];
}

export interface Compressor {
  readonly id: string;
  readonly [setting: string]: unknown;
}

/** What stands beyond the end of the array in chunks that hang over it; nothing may depend on it. */
const padding = 99;

/** Files of an image by their path in it. */
export async function makeImage(made: MadeArray): Promise<Map<string, Uint8Array>> {
  const { shape, chunks, dtype = '<f4', compressor = null, separator = '/', missing = [] } = made;
  const document = {
    chunks,
    compressor,
    dimension_separator: separator,
    dtype,
    fill_value: 0,
    filters: null,
    order: 'C',
    shape,
    zarr_format: 2,
    ...made.metadata,
  };
  const files = new Map([
    ['.zgroup', text('{"zarr_format": 2}')],
    ['.zattrs', text(JSON.stringify(made.attributes ?? plainAttributes))],
    ['0/.zarray', text(JSON.stringify(document))],
  ]);
  for (const index of indices(shape.map((extent, axis) => Math.ceil(extent / (chunks[axis] ?? 1))))) {
    const key = index.join(separator);
    if (!missing.includes(key)) files.set(`0/${key}`, await encoded(compressor, samplesOf(made, index)));
  }
  return files;
}

/** A chunk as a codec stores it. */
export async function encoded(compressor: Compressor | null, bytes: Uint8Array): Promise<Uint8Array> {
  switch (compressor?.id) {
    case undefined:
      return bytes;
    case 'gzip':
      return Uint8Array.from(gzipSync(bytes));
    case 'zlib':
      return Uint8Array.from(deflateSync(bytes));
    case 'zstd':
      return (await Zstd.fromConfig({ id: 'zstd', level: 3 }).encode(bytes)).slice();
    case 'lz4':
      return (await LZ4.fromConfig({ id: 'lz4' }).encode(bytes)).slice();
    case 'blosc':
      return (await Blosc.fromConfig(compressor as never).encode(bytes)).slice();
    default:
      return bytes;
  }
}

/** Samples of a chunk in C order, padded where it hangs over the end. */
export function samplesOf(
  { shape, chunks, dtype = '<f4', value = ramp }: MadeArray,
  index: readonly number[],
): Uint8Array {
  const count = chunks.reduce((product, extent) => product * extent, 1);
  const bytes = Number(dtype.slice(2));
  const view = new DataView(new ArrayBuffer(count * bytes));
  let at = 0;
  for (const inside of indices(chunks)) {
    const place = inside.map((offset, axis) => (index[axis] ?? 0) * (chunks[axis] ?? 1) + offset);
    const isOutside = place.some((position, axis) => position >= (shape[axis] ?? 1));
    const number = place.reduce((sum, position, axis) => sum * (shape[axis] ?? 1) + position, 0);
    store(view, at, dtype, isOutside ? padding : value(number));
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Different whole numbers that every type holds. */
export function ramp(index: number): number {
  return index % 100;
}

function* indices(grid: readonly number[]): Generator<number[]> {
  const [extent, ...rest] = grid;
  if (extent === undefined) yield [];
  else for (let at = 0; at < extent; at++) for (const inside of indices(rest)) yield [at, ...inside];
}

function store(view: DataView, at: number, dtype: string, value: number): void {
  const isLittle = !dtype.startsWith('>');
  switch (dtype.slice(1)) {
    case 'f4':
      view.setFloat32(at, value, isLittle);
      break;
    case 'f8':
      view.setFloat64(at, value, isLittle);
      break;
    case 'f2':
      view.setUint16(at, halfOf(value), isLittle);
      break;
    case 'i2':
      view.setInt16(at, value, isLittle);
      break;
    case 'u2':
      view.setUint16(at, value, isLittle);
      break;
    case 'i4':
      view.setInt32(at, value, isLittle);
      break;
    case 'u4':
      view.setUint32(at, value, isLittle);
      break;
    case 'i8':
      view.setBigInt64(at, BigInt(value), isLittle);
      break;
    case 'b1':
      view.setUint8(at, value % 2);
      break;
    default:
      view.setUint8(at, value & 0xff);
  }
}

/** Bits of a float16; only for whole numbers of 0 to 2048. */
function halfOf(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(value));
  return ((exponent + 15) << 10) | Math.round((value / 2 ** exponent - 1) * 1024);
}

function text(content: string): Uint8Array {
  return Uint8Array.from(Buffer.from(content));
}

/**
 * A zstd frame of so many blocks of 128 KiB of zeros, four bytes each. It says its size only where it is asked to
 * (RFC 8878, 3.1.1).
 */
export function zstdBomb(blocks: number, saysSize: boolean): Uint8Array {
  const blockBytes = 131_072;
  const window = 7 << 3;
  const header = saysSize ? [0x80, window, 0, 0, 0, 0] : [0x00, window];
  const frame = Buffer.alloc(4 + header.length + 4 * blocks);
  frame.writeUInt32LE(0xfd2fb528, 0);
  frame.set(header, 4);
  if (saysSize) frame.writeUInt32LE(blocks * blockBytes, 6);
  for (let block = 0; block < blocks; block++) {
    const isLast = block === blocks - 1 ? 1 : 0;
    frame.writeUIntLE(isLast | (1 << 1) | (blockBytes << 3), 4 + header.length + 4 * block, 3);
  }
  return Uint8Array.from(frame);
}
