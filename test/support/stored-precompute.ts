import { basename, dirname, join } from 'node:path';
import type { JsonValue } from '../../src/base/json-value.js';
import { type MeshInfo, parseMeshInfo } from '../../src/neuroglancer/mesh/mesh.js';
import { PrecomputedReader, storedFiles } from '../../src/neuroglancer/precomputed-reader.js';
import { gunzip } from '../../src/storage/gzip.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';

/** A precomputed segmentation on disk with meshes in `mesh/`. */
export interface StoredPrecompute {
  readonly reader: PrecomputedReader;
  readonly meshInfo: MeshInfo;
}

/** Opens a segmentation with meshes; issues fail. */
export async function storedPrecompute(directory: string): Promise<StoredPrecompute> {
  const storage = createLocalStorage(dirname(directory));
  const name = basename(directory);
  const sizes = new Map<string, number>();
  for await (const { key, size } of storage.list(name)) sizes.set(key.slice(name.length + 1), size);
  const info = JSON.parse(Buffer.from(await storage.get(join(name, 'mesh/info'))).toString()) as JsonValue;
  return {
    reader: new PrecomputedReader(storedFiles(storage, name, sizes, gunzip)),
    meshInfo: parseMeshInfo(info),
  };
}
