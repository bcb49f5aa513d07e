import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kernels } from '../../src/volume/kernels/kernels.js';
import type { Shape } from '../../src/volume/volume.js';
import { encodeFrame } from '../../test/volume/support/frames.js';

/** Edge of the cubic chunks in voxels; the shape must be a multiple of it. */
const edge = 256;

/** Writes the float32 samples of an MRC file as an OME-Zarr of one level, as an ingest compresses them. */
export function writeZarr(kernels: Kernels, mrc: string, directory: string, shape: Shape): void {
  const [nz, ny, nx] = shape;
  mkdirSync(join(directory, '0'), { recursive: true });
  const json = (name: string, value: unknown) => writeFileSync(join(directory, name), JSON.stringify(value));
  json('.zgroup', { zarr_format: 2 });
  json('.zattrs', { multiscales: [{ datasets: [{ path: '0' }] }] });
  json('0/.zarray', {
    shape,
    chunks: [edge, edge, edge],
    dtype: '<f4',
    compressor: { id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1, blocksize: 0 },
    dimension_separator: '/',
    fill_value: 0,
    filters: null,
    order: 'C',
    zarr_format: 2,
  });
  const file = openSync(mrc, 'r');
  const row = new Uint8Array(edge * 4);
  const chunk = new Uint8Array(edge ** 3 * 4);
  for (let cz = 0; cz < nz / edge; cz++) {
    for (let cy = 0; cy < ny / edge; cy++) {
      for (let cx = 0; cx < nx / edge; cx++) {
        for (let at = 0; at < edge * edge; at++) {
          const [z, y] = [cz * edge + Math.floor(at / edge), cy * edge + (at % edge)];
          readSync(file, row, 0, row.length, 1024 + ((z * ny + y) * nx + cx * edge) * 4);
          chunk.set(row, at * row.length);
        }
        const path = join(directory, '0', `${cz}/${cy}/${cx}`);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, encodeFrame(kernels, chunk, 4));
      }
    }
  }
  closeSync(file);
}
