import type { RandomReader, Storage } from '../../storage/index.js';
import { isSameShape } from '../../volume/chunk-grid.js';
import { readMrcHeader } from '../../volume/mrc/index.js';
import type { ContentChange, Sides } from '../change.js';
import { readBoth } from '../unreadable.js';
import { compareMrcHeaders } from './mrc-header.js';
import { compareMrcVoxels, type OpenMrc } from './mrc-voxels.js';
import { voxelChanges } from './voxel-findings.js';
import type { VoxelRules } from './voxel-rules.js';

/**
 * Changes between two MRC files: headers word by word, then the samples when the shapes agree. Fails with
 * UnreadableSides for files that are no MRC or shorter than they say.
 */
export async function compareMrc(
  places: Sides<{ readonly storage: Storage; readonly key: string }>,
  rules: VoxelRules,
): Promise<ContentChange[]> {
  const readers: RandomReader[] = [];
  try {
    const volumes = await readBoth((side) => openMrc(places[side].storage, places[side].key, readers));
    const { a, b } = volumes;
    const headers = compareMrcHeaders(a.header, b.header, rules.tolerance);
    if (!isSameShape(a.header.shape, b.header.shape)) return headers;
    const { tally, labels } = await compareMrcVoxels(volumes, rules);
    return [...headers, ...voxelChanges(tally, 'samples'), ...(labels?.findings('samples') ?? [])];
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** Opens a file and reads its header; the reader goes to `readers`, whatever happens then. */
async function openMrc(storage: Storage, key: string, readers: RandomReader[]): Promise<OpenMrc> {
  const reader = await storage.open(key);
  readers.push(reader);
  const location = storage.location(key);
  return { reader, header: await readMrcHeader(reader, location), location };
}
