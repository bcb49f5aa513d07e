import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import type { ConvertRequest, ConvertResult } from '../../../src/volume/engine/volume-engine.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import { type MemoryStorage, memoryStorage } from './memory-storage.js';

/** Converts a file in memory into `out.mrc` and `out.zarr` in memory. */
export async function convertBytes(
  bytes: Uint8Array,
  request: Partial<ConvertRequest> & Pick<ConvertRequest, 'kind'>,
): Promise<{ result: ConvertResult; output: MemoryStorage }> {
  const input = memoryStorage({ 'in.mrc': bytes });
  const output = memoryStorage();
  const engine = createVolumeEngine({ jobs: 1, memory: 2 ** 29 });
  const source = await openRows(input.storage, 'in.mrc');
  try {
    const result = await engine.convert({
      source,
      voxelSpacing: 10,
      edge: 'mean',
      compatible: 'none',
      timestamp: new Date(0),
      mrc: { storage: output.storage, key: 'out.mrc' },
      zarr: { storage: output.storage, key: 'out.zarr' },
      ...request,
    });
    return { result, output };
  } finally {
    await source.close();
    await engine.close();
  }
}
