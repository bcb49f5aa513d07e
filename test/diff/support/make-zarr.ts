import { gzipSync } from 'node:zlib';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import type { Shape } from '../../../src/volume/volume.js';
import { encodeFrame } from '../../volume/support/frames.js';
import type { Files } from './memory-storage.js';

export type MadeType = 'float32' | 'int8' | 'uint16' | 'float64' | 'int16';

/** The storage of an array. */
export interface ZarrStorage {
  readonly chunk?: Shape;
  readonly codec?: 'blosc' | 'gzip' | 'none';
  readonly separator?: '/' | '.';
  /** True to omit chunks that only have the fill value, 0. */
  readonly leavesOutEmpty?: boolean;
}

export interface MadeLevel {
  readonly shape: Shape;
  readonly values: Float64Array;
}

const arrays = {
  float32: { dtype: '<f4', make: Float32Array },
  float64: { dtype: '<f8', make: Float64Array },
  int8: { dtype: '|i1', make: Int8Array },
  int16: { dtype: '<i2', make: Int16Array },
  uint16: { dtype: '<u2', make: Uint16Array },
} as const;

/** Adds an OME-Zarr to files; replaces an existing one. */
export function putZarr(
  files: Files,
  path: string,
  kernels: Kernels,
  type: MadeType,
  levels: readonly MadeLevel[],
  storage: ZarrStorage = {},
): void {
  for (const key of [...files.keys()]) if (key.startsWith(`${path}/`)) files.delete(key);
  const json = (name: string, value: unknown) =>
    files.set(`${path}/${name}`, new TextEncoder().encode(JSON.stringify(value)));
  json('.zgroup', { zarr_format: 2 });
  json('.zattrs', {
    multiscales: [
      {
        axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
        datasets: levels.map((_, level) => ({
          path: String(level),
          coordinateTransformations: [
            { type: 'scale', scale: [10, 10, 10].map((size) => size * 2 ** level) },
          ],
        })),
        name: '/',
        version: '0.4',
      },
    ],
  });
  for (const [index, level] of levels.entries())
    putArray(files, `${path}/${index}`, kernels, type, level, storage);
}

function putArray(
  files: Files,
  path: string,
  kernels: Kernels,
  type: MadeType,
  { shape, values }: MadeLevel,
  { chunk = [4, 8, 8], codec = 'blosc', separator = '/', leavesOutEmpty = true }: ZarrStorage,
): void {
  const compressors = {
    blosc: { blocksize: 0, clevel: 5, cname: 'lz4', id: 'blosc', shuffle: 1 },
    gzip: { id: 'gzip', level: 5 },
    none: null,
  };
  const metadata = {
    chunks: chunk,
    compressor: compressors[codec],
    dimension_separator: separator,
    dtype: arrays[type].dtype,
    fill_value: 0,
    filters: null,
    order: 'C',
    shape,
    zarr_format: 2,
  };
  files.set(`${path}/.zarray`, new TextEncoder().encode(JSON.stringify(metadata)));
  const [nz, ny, nx] = shape.map((extent, axis) => Math.ceil(extent / (chunk[axis] as number))) as [
    number,
    number,
    number,
  ];
  for (let number = 0; number < nz * ny * nx; number++) {
    const index = [Math.floor(number / (ny * nx)), Math.floor(number / nx) % ny, number % nx] as const;
    if (leavesOutEmpty && cutChunk(values, shape, chunk, index, 0).every((sample) => sample === 0)) continue;
    const samples = cutChunk(values, shape, chunk, index, padding);
    const { buffer } = arrays[type].make.from(samples);
    const bytes = new Uint8Array(buffer);
    const encode = {
      blosc: () => encodeFrame(kernels, bytes, Math.min(4, bytes.length / samples.length)),
      gzip: () => gzipSync(bytes),
      none: () => bytes,
    };
    files.set(`${path}/${index.join(separator)}`, Uint8Array.from(encode[codec]()));
  }
}

/** The padding of chunks beyond the end of a volume; nothing may depend on it. */
const padding = 99;

/** Returns the samples of a chunk, padded beyond the volume. */
function cutChunk(
  values: Float64Array,
  shape: Shape,
  chunk: Shape,
  index: readonly number[],
  pad: number,
): number[] {
  const samples: number[] = [];
  for (let at = 0; at < chunk[0] * chunk[1] * chunk[2]; at++) {
    const inside = [
      Math.floor(at / (chunk[1] * chunk[2])),
      Math.floor(at / chunk[2]) % chunk[1],
      at % chunk[2],
    ];
    const [z, y, x] = inside.map(
      (offset, axis) => (index[axis] as number) * (chunk[axis] as number) + offset,
    ) as [number, number, number];
    const isOutside = z >= shape[0] || y >= shape[1] || x >= shape[2];
    samples.push(isOutside ? pad : (values[(z * shape[1] + y) * shape[2] + x] as number));
  }
  return samples;
}
