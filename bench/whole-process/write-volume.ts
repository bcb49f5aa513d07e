import { closeSync, openSync, writeSync } from 'node:fs';
import type { Shape } from '../../src/volume/volume.js';
import { noise } from '../noise.js';

/** Sample types of the volumes, with their MRC modes. */
const modes = { int8: 0, int16: 1, float32: 2 } as const;

export interface BenchVolume {
  readonly shape: Shape;
  readonly sampleType: keyof typeof modes;
}

/**
 * Writes an MRC of noise with a voxel size of 10 Å. With `isFresh` no plane has noise of another one, which compressors that look far
 * back would find.
 */
export function writeVolume(path: string, { shape, sampleType }: BenchVolume, isFresh = false): void {
  const [nz, ny, nx] = shape;
  const header = new DataView(new ArrayBuffer(1024));
  [nx, ny, nz, modes[sampleType]].forEach((value, index) => {
    header.setInt32(4 * index, value, true);
  });
  [nx, ny, nz].forEach((value, index) => {
    header.setInt32(28 + 4 * index, value, true);
    header.setFloat32(40 + 4 * index, 10 * value, true);
    header.setFloat32(52 + 4 * index, 90, true);
    header.setInt32(64 + 4 * index, index + 1, true);
  });
  header.setInt32(88, 1, true);
  new Uint8Array(header.buffer).set(Buffer.from('MAP DD\0\0', 'latin1'), 208);
  header.setInt32(108, 20_141, true);

  // Noise is slow to make, so planes are cut from one stretch of it, each from another place.
  const count = isFresh ? nz * ny * nx : ny * nx + 65_537;
  const samples = convert(noise(count), sampleType);
  const file = openSync(path, 'w');
  try {
    writeSync(file, header);
    for (let z = 0; z < nz; z++) {
      const start = isFresh ? z * ny * nx : (z * 7919) % 65_537;
      writeFully(file, samples.subarray(start, start + ny * nx));
    }
  } finally {
    closeSync(file);
  }
}

function convert(values: Float32Array<ArrayBuffer>, sampleType: BenchVolume['sampleType']) {
  if (sampleType === 'int8') return Int8Array.from(values, (value) => Math.round(30 * value));
  return sampleType === 'int16' ? Int16Array.from(values, (value) => Math.round(300 * value)) : values;
}

function writeFully(file: number, plane: Float32Array | Int16Array | Int8Array): void {
  const bytes = new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength);
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
