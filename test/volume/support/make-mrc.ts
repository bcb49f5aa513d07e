import type { SampleType, Shape } from '../../../src/volume/volume.js';
import { storeSample } from './store-sample.js';

export interface MadeMrc {
  readonly shape: Shape;
  readonly mode?: number;
  readonly littleEndian?: boolean;
  /** Value of the sample at an index in C order. */
  readonly value?: (index: number) => number;
  readonly dmax?: number;
  readonly voxelSize?: number;
  readonly ispg?: number;
  readonly extended?: { readonly type: string; readonly bytes: Uint8Array };
}

const typeOfMode: Record<number, SampleType> = {
  0: 'int8',
  1: 'int16',
  2: 'float32',
  6: 'uint16',
  12: 'float16',
  101: 'packed4',
};

/** A whole MRC file in memory. */
export function makeMrc(made: MadeMrc): Uint8Array {
  const { shape, mode = 2, littleEndian = true, value = () => 0, voxelSize = 10, extended } = made;
  const [nz, ny, nx] = shape;
  const type = typeOfMode[mode] ?? 'float32';
  const bits = { packed4: 4, int8: 8, int16: 16, uint16: 16, float16: 16, float32: 32 }[type as 'int8'];
  const rowBytes = Math.ceil((nx * bits) / 8);
  const offset = 1024 + (extended?.bytes.length ?? 0);
  const bytes = new Uint8Array(offset + rowBytes * ny * nz);
  const view = new DataView(bytes.buffer);
  [nx, ny, nz, mode].forEach((word, index) => {
    view.setInt32(4 * index, word, littleEndian);
  });
  [nx, ny, nz].forEach((count, axis) => {
    view.setInt32(28 + 4 * axis, count, littleEndian);
    view.setFloat32(40 + 4 * axis, count * voxelSize, littleEndian);
    view.setInt32(64 + 4 * axis, axis + 1, littleEndian);
  });
  view.setFloat32(80, made.dmax ?? 0, littleEndian);
  view.setInt32(88, made.ispg ?? 1, littleEndian);
  view.setInt32(92, extended?.bytes.length ?? 0, littleEndian);
  if (extended !== undefined) {
    bytes.set(Buffer.from(extended.type), 104);
    bytes.set(extended.bytes, 1024);
  }
  bytes.set(Buffer.from('MAP '), 208);
  bytes.set(littleEndian ? [0x44, 0x44] : [0x11, 0x11], 212);
  for (let row = 0; row < nz * ny; row += 1) {
    for (let x = 0; x < nx; x += 1) {
      storeSample(view, offset + row * rowBytes, x, type, littleEndian, value(row * nx + x));
    }
  }
  return bytes;
}
