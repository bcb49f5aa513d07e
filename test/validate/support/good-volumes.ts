import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import { writeMrcHeader } from '../../../src/volume/mrc/write-header.js';
import type { Shape, VolumeKind } from '../../../src/volume/volume.js';
import { encodeArrayMetadata, encodeGroup } from '../../../src/volume/zarr/write-metadata.js';
import { encodeFrame } from '../../volume/support/frames.js';

type Samples = Float32Array | Int8Array | Uint16Array;

/** A volume in memory, with its kind and spacing. */
export interface GoodVolume {
  readonly kind: VolumeKind;
  readonly shape: Shape;
  readonly samples: Samples;
  /** In Å. */
  readonly spacing: number;
  readonly chunk: Shape;
  readonly labels?: readonly number[];
}

const types = {
  tomogram: 'float32',
  tiltseries: 'float32',
  'semantic-mask': 'int8',
  'instance-mask': 'uint16',
} as const;

/** Returns the bytes of an MRC file. */
export function mrcFile({ kind, shape, samples, spacing }: GoodVolume): Uint8Array {
  const header = writeMrcHeader({
    shape,
    type: types[kind],
    isStack: kind === 'tiltseries',
    voxelSpacing: spacing,
    statistics: statisticsOf(samples),
    timestamp: new Date(0),
    extended: null,
    extra: null,
  });
  return join(header, bytesOf(samples));
}

/** A frame or gain as deposited: float32, a stack whose mz is its number of images. */
export function frameFile(shape: Shape, spacing: number, seed: number): Uint8Array {
  const samples = Float32Array.from(
    { length: shape[0] * shape[1] * shape[2] },
    (_, index) => (index * 7 + seed) % 11,
  );
  const file = mrcFile({ kind: 'tiltseries', shape, samples, spacing, chunk: [1, 1, 1] });
  const view = new DataView(file.buffer, file.byteOffset);
  view.setInt32(36, shape[0], true);
  view.setFloat32(48, shape[0] * spacing, true);
  return file;
}

/** Returns the files of a volume's OME-Zarr, by path inside it. */
export function zarrFiles(volume: GoodVolume, kernels: Kernels): Map<string, Uint8Array> {
  const { kind, chunk, spacing, labels = null } = volume;
  const type = types[kind];
  const attributes = {
    levels: 3,
    voxelSpacing: spacing,
    binsZ: kind !== 'tiltseries',
    labels,
    display: null,
  };
  const files = new Map(encodeGroup(attributes, '0.4'));
  let { shape, samples } = volume;
  for (let level = 0; level < 3; level++) {
    if (level > 0) [shape, samples] = binned(shape, samples, kind);
    files.set(`${level}/.zarray`, encodeArrayMetadata({ shape, chunk, type }));
    for (const [index, bytes] of chunksOf(shape, samples, chunk)) {
      if (bytes.some((byte) => byte !== 0)) {
        files.set(`${level}/${index}`, encodeFrame(kernels, bytes, samples.BYTES_PER_ELEMENT));
      }
    }
  }
  return files;
}

/** Bins one level of a pyramid: mean of the existing voxels, any voxel set, or every second voxel. */
export function binned(shape: Shape, samples: Samples, kind: VolumeKind): [Shape, Samples] {
  const [nz, ny, nx] = shape;
  const dz = kind === 'tiltseries' ? 1 : 2;
  const half: Shape = [Math.ceil(nz / dz), Math.ceil(ny / 2), Math.ceil(nx / 2)];
  const Target = samples.constructor as new (length: number) => Samples;
  const target = new Target(half[0] * half[1] * half[2]);
  let at = 0;
  for (let z = 0; z < nz; z += dz) {
    for (let y = 0; y < ny; y += 2) {
      for (let x = 0; x < nx; x += 2) {
        const values: number[] = [];
        for (let k = z; k < Math.min(z + dz, nz); k++) {
          for (let j = y; j < Math.min(y + 2, ny); j++) {
            for (let i = x; i < Math.min(x + 2, nx); i++)
              values.push(samples[(k * ny + j) * nx + i] as number);
          }
        }
        target[at++] = combine(values, kind);
      }
    }
  }
  return [half, target];
}

function combine(values: readonly number[], kind: VolumeKind): number {
  if (kind === 'instance-mask') return values[0] ?? 0;
  if (kind === 'semantic-mask') return values.some((value) => value !== 0) ? 1 : 0;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function* chunksOf(shape: Shape, samples: Samples, chunk: Shape): Generator<[string, Uint8Array]> {
  const [cz, cy, cx] = chunk;
  const Target = samples.constructor as new (length: number) => Samples;
  for (let z = 0; z < shape[0]; z += cz) {
    for (let y = 0; y < shape[1]; y += cy) {
      for (let x = 0; x < shape[2]; x += cx) {
        const block = new Target(cz * cy * cx);
        for (let k = 0; k < Math.min(cz, shape[0] - z); k++) {
          for (let j = 0; j < Math.min(cy, shape[1] - y); j++) {
            const from = ((z + k) * shape[1] + y + j) * shape[2] + x;
            block.set(samples.subarray(from, from + Math.min(cx, shape[2] - x)) as never, (k * cy + j) * cx);
          }
        }
        yield [`${z / cz}/${y / cy}/${x / cx}`, bytesOf(block)];
      }
    }
  }
}

function statisticsOf(samples: Samples) {
  const count = samples.length;
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of samples) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return {
    count,
    min,
    max,
    mean,
    rms: Math.sqrt(squares / count - mean ** 2),
    nanCount: 0,
    infinityCount: 0,
  };
}

function bytesOf(samples: Samples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
