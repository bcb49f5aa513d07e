import Blosc from 'numcodecs/blosc';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import { decodeFrame } from './frames.js';
import type { PlainVolume } from './twin-pyramid.js';

interface ArrayMetadata {
  readonly shape: [number, number, number];
  readonly chunks: [number, number, number];
  readonly dtype: string;
}

const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString());

/**
 * One level of a written OME-Zarr; missing chunks are 0. Chunks are decoded by c-blosc, with all their padding; or by our kernels
 * where those are given, as far as there are planes. Also counts the chunks there.
 */
export async function readLevel(
  files: ReadonlyMap<string, Uint8Array>,
  key: string,
  level: number,
  kernels: Kernels | null = null,
): Promise<PlainVolume & { readonly dtype: string; readonly chunkCount: number }> {
  const { shape, chunks, dtype } = json(files.get(`${key}/${level}/.zarray`)) as ArrayMetadata;
  const [nz, ny, nx] = shape;
  const samples = new Float32Array(nz * ny * nx);
  const codec = Blosc.fromConfig({ id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1 });
  let chunkCount = 0;
  for (let cz = 0; cz * chunks[0] < nz; cz += 1) {
    for (let cy = 0; cy * chunks[1] < ny; cy += 1) {
      for (let cx = 0; cx * chunks[2] < nx; cx += 1) {
        const frame = files.get(`${key}/${level}/${cz}/${cy}/${cx}`);
        if (frame === undefined) continue;
        chunkCount += 1;
        const [planes, rows, columns] = [nz - cz * chunks[0], ny - cy * chunks[1], nx - cx * chunks[2]];
        const wanted = Math.min(planes, chunks[0]) * chunks[1] * chunks[2] * Number(dtype.slice(2));
        const bytes =
          kernels === null ? await codec.decode(frame) : decodeFrame(kernels, frame, 2 ** 26, wanted);
        const typed =
          dtype === '<f4'
            ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
            : dtype === '<u2'
              ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
              : new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
        for (let z = 0; z < Math.min(planes, chunks[0]); z += 1) {
          for (let y = 0; y < Math.min(rows, chunks[1]); y += 1) {
            const start = (z * chunks[1] + y) * chunks[2];
            const row = typed.subarray(start, start + Math.min(columns, chunks[2]));
            samples.set(row, ((cz * chunks[0] + z) * ny + cy * chunks[1] + y) * nx + cx * chunks[2]);
            row.fill(0);
          }
        }
        if (!isZero(bytes)) throw new Error(`padding of chunk ${cz} ${cy} ${cx} is not 0`);
      }
    }
  }
  return { shape, samples, dtype, chunkCount };
}

const zeros = Buffer.alloc(2 ** 20);

function isZero(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length; start += zeros.length) {
    const part = bytes.subarray(start, start + zeros.length);
    if (!zeros.subarray(0, part.length).equals(part)) return false;
  }
  return true;
}
