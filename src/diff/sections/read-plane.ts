import type { Storage } from '../../storage/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import { mrcHeaderBytes, parseMrcHeader } from '../../volume/mrc/index.js';
import { ChunkCache } from '../volume/chunk-cache.js';
import { toDoubles } from '../volume/wide-samples.js';
import { openZarrArray } from '../volume/zarr-array.js';

/** One section of a volume, rows of y from the first. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly samples: Float64Array;
}

/** Number of sections of an MRC file, or of an array of an OME-Zarr. */
export async function countPlanes(storage: Storage, path: string): Promise<number> {
  if (!path.endsWith('.mrc')) return (await openZarrArray(storage, path)).shape[0];
  const reader = await storage.open(path);
  try {
    return parseMrcHeader(await reader.read(0, mrcHeaderBytes), reader.size, storage.location(path)).shape[0];
  } finally {
    await reader.close();
  }
}

/** A section of an MRC file, or of an array of an OME-Zarr. Fails as reading the volume does. */
export async function readPlane(kernels: Kernels, storage: Storage, path: string, z: number): Promise<Plane> {
  return path.endsWith('.mrc')
    ? readMrcPlane(kernels, storage, path, z)
    : readZarrPlane(kernels, storage, path, z);
}

async function readMrcPlane(kernels: Kernels, storage: Storage, path: string, z: number): Promise<Plane> {
  const reader = await storage.open(path);
  try {
    const location = storage.location(path);
    const header = parseMrcHeader(await reader.read(0, mrcHeaderBytes), reader.size, location);
    const [, height, width] = header.shape;
    const bytes = await reader.read(
      header.dataOffset + z * height * header.rowBytes,
      height * header.rowBytes,
    );
    const { arena } = kernels;
    const top = arena.top;
    try {
      const source = arena.allocate(bytes.length);
      const target = arena.allocate(width * height * 4);
      arena.bytes(source, bytes.length).set(bytes);
      const rows = { rows: height, columns: width };
      kernels.decode(
        { offset: source, rowStride: header.rowBytes },
        { offset: target, rowStride: width * 4 },
        rows,
        header,
      );
      return { width, height, samples: Float64Array.from(arena.float32(target, width * height)) };
    } finally {
      arena.release(top);
    }
  } finally {
    await reader.close();
  }
}

async function readZarrPlane(kernels: Kernels, storage: Storage, path: string, z: number): Promise<Plane> {
  const array = await openZarrArray(storage, path);
  const [, height, width] = array.shape;
  const bytes = await new ChunkCache(kernels, array).read({ start: [z, 0, 0], shape: [1, height, width] });
  return { width, height, samples: toDoubles(kernels, bytes, width * height, array.format) };
}
