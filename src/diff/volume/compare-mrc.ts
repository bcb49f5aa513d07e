import type { Storage } from '../../storage/index.js';
import { isSameShape } from '../../volume/chunk-grid.js';
import { openMrc } from '../../volume/source/index.js';
import type { ContentChange, Sides } from '../change.js';
import { readBoth } from '../unreadable.js';
import { compareMrcHeaders } from './mrc-header.js';
import { compareMrcVoxels, type LocatedMrc } from './mrc-voxels.js';
import { surplusByteChanges } from './surplus-bytes.js';
import { voxelChanges } from './voxel-findings.js';
import type { VoxelRules } from './voxel-rules.js';

/**
 * Changes between two MRC files: headers word by word, then the samples when the shapes agree, and the bytes
 * behind them. Fails with
 * UnreadableSides for files that are not MRC or shorter than they say.
 */
export async function compareMrc(
  places: Sides<{ readonly storage: Storage; readonly key: string }>,
  rules: VoxelRules,
): Promise<ContentChange[]> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const volumes = await readBoth((side) => open(places[side].storage, places[side].key, closers));
    const { a, b } = volumes;
    const headers = compareMrcHeaders(a.header, b.header, rules.tolerance);
    const surplus = await surplusByteChanges(volumes);
    if (!isSameShape(a.header.shape, b.header.shape)) return [...headers, ...surplus];
    const { tally, labels } = await compareMrcVoxels(volumes, rules);
    return [
      ...headers,
      ...voxelChanges(tally, 'samples'),
      ...(labels?.findings('samples') ?? []),
      ...surplus,
    ];
  } finally {
    await Promise.all(closers.map((close) => close()));
  }
}

/** Opens a file and reads its header; what closes it goes to `closers`, whatever happens then. */
async function open(storage: Storage, key: string, closers: (() => Promise<void>)[]): Promise<LocatedMrc> {
  const file = await storage.open(key);
  closers.push(() => file.close());
  const location = storage.location(key);
  const source = await openMrc(file, location);
  closers.push(source.close);
  return { ...source, location };
}
