import Blosc from 'numcodecs/blosc';
import type { PlainVolume } from './twin-pyramid.js';

interface ArrayMetadata {
  readonly shape: [number, number, number];
  readonly chunks: [number, number, number];
  readonly dtype: string;
}

const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString());

/** One level of a written OME-Zarr, decoded with c-blosc; missing chunks are 0. Also counts the chunks there. */
export async function readLevel(
  files: ReadonlyMap<string, Uint8Array>,
  key: string,
  level: number,
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
        const bytes = await codec.decode(frame);
        const typed =
          dtype === '<f4'
            ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
            : dtype === '<u2'
              ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
              : new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
        typed.forEach((value, index) => {
          const z = cz * chunks[0] + Math.floor(index / (chunks[1] * chunks[2]));
          const y = cy * chunks[1] + (Math.floor(index / chunks[2]) % chunks[1]);
          const x = cx * chunks[2] + (index % chunks[2]);
          if (z < nz && y < ny && x < nx) samples[(z * ny + y) * nx + x] = value;
          else if (value !== 0) throw new Error(`padding at ${z} ${y} ${x} is ${value}`);
        });
      }
    }
  }
  return { shape, samples, dtype, chunkCount };
}
