import { samplesOf } from './samples.js';

/** MRC modes the demo writes. `old-bytes`: mode 0 with unsigned bytes, as programs before 2014 wrote it. */
export type MrcMode = 0 | 1 | 2 | 6 | 12 | 'old-bytes';

export interface MrcVolume {
  /** Slowest axis first. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** In units of the file's samples; rounded and clipped to what the mode holds. */
  readonly values: Float32Array;
}

export interface MrcOptions {
  readonly mode: MrcMode;
  readonly byteOrder?: 'little' | 'big';
  /** Å along every axis. */
  readonly voxelSize: number;
  /** Images are no volume (space group 0), and only those of a movie are counted in its sampling. */
  readonly kind?: 'volume' | 'tilt-series' | 'movie';
  readonly label?: string;
  readonly extendedHeader?: { readonly type: string; readonly bytes: Uint8Array };
}

const headerBytes = 1024;

/** A whole MRC2014 file. */
export function encodeMrc({ shape, values }: MrcVolume, options: MrcOptions): Uint8Array {
  const { mode, voxelSize, kind = 'volume', extendedHeader: extended } = options;
  const isLittle = options.byteOrder !== 'big';
  const [nz, ny, nx] = shape;
  const mz = kind === 'tilt-series' ? 1 : nz;
  const { bytes: data, statistics } = samplesOf(values, mode, isLittle);
  const extendedBytes = extended?.bytes.length ?? 0;
  const file = new Uint8Array(headerBytes + extendedBytes + data.length);
  const header = new DataView(file.buffer, 0, headerBytes);
  const integers = (offset: number, ...numbers: number[]) => {
    for (const [i, number] of numbers.entries()) header.setInt32(offset + 4 * i, number, isLittle);
  };
  const floats = (offset: number, ...numbers: number[]) => {
    for (const [i, number] of numbers.entries()) header.setFloat32(offset + 4 * i, number, isLittle);
  };
  const text = (offset: number, characters: string) => {
    file.set(new TextEncoder().encode(characters), offset);
  };
  integers(0, nx, ny, nz, mode === 'old-bytes' ? 0 : mode);
  integers(28, nx, ny, mz);
  floats(40, nx * voxelSize, ny * voxelSize, mz * voxelSize, 90, 90, 90);
  integers(64, 1, 2, 3);
  floats(76, statistics.min, statistics.max, statistics.mean);
  integers(88, kind === 'volume' ? 1 : 0, extendedBytes);
  if (extended !== undefined) text(104, extended.type);
  integers(108, 20140);
  text(208, 'MAP ');
  file.set(isLittle ? [0x44, 0x44] : [0x11, 0x11], 212);
  floats(216, statistics.rms);
  integers(220, 1);
  text(224, (options.label ?? 'Made for the demonstration of cryoet-ingest').padEnd(80));
  if (extended !== undefined) file.set(extended.bytes, headerBytes);
  file.set(data, headerBytes + extendedBytes);
  return file;
}
