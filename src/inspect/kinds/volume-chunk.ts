import type { Storage } from '../../storage/index.js';
import { readZarrLevels } from '../../volume/source/index.js';
import type { Shape } from '../../volume/volume.js';
import { openZarrArray } from '../../volume/zarr/index.js';

/** Voxels of a chunk of a zarr's finest level; null for a volume that lies row by row in a file. */
export async function readVolumeChunk(storage: Storage, key: string): Promise<Shape | null> {
  if ((await storage.kind(key)) !== 'directory') return null;
  const [finest] = await readZarrLevels(storage, key);
  return finest?.chunk ?? (await openZarrArray(storage, key)).chunk;
}
