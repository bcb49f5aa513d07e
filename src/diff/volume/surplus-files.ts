import { nameSome } from '../../errors/index.js';
import {
  arrayKey,
  attributesKey,
  groupKey,
  isChunkKey,
  v3Key,
  type ZarrArray,
} from '../../volume/zarr/index.js';
import type { ContentChange, Sides } from '../change.js';
import { firstDifference } from '../files/same-bytes.js';
import type { ZarrPlace } from './zarr-place.js';

/** Names of the first few are shown, of the others only the number is. */
const mostNamed = 5;

/**
 * Whether the files of two OME-Zarrs differ that are neither metadata nor chunks of a level, which nothing reads. Levels that only one
 * side has are not looked into. Fails with UnreadableSides.
 */
export async function surplusFileChanges(
  places: Sides<ZarrPlace>,
  levels: ReadonlyMap<string, Sides<ZarrArray> | null>,
): Promise<ContentChange[]> {
  const [a, b] = (['a', 'b'] as const).map((side) =>
    [...places[side].files.keys()].filter((name) => isSurplus(name, side, levels)).sort(),
  ) as [string[], string[]];
  const differing = new Set<string>();
  for (const name of new Set([...a, ...b])) {
    const isSame = a.includes(name) && b.includes(name) && (await isSameFile(places, name));
    if (!isSame) differing.add(name);
  }
  if (differing.size === 0) return [];
  const text = (names: string[]) => describe(names.filter((name) => differing.has(name)));
  return [{ kind: 'surplus-files', severity: 'storage', at: null, a: text(a), b: text(b) }];
}

function isSurplus(
  name: string,
  side: 'a' | 'b',
  levels: ReadonlyMap<string, Sides<ZarrArray> | null>,
): boolean {
  const [level = '', ...inside] = name.split('/');
  if (inside.length === 0) return ![groupKey, attributesKey, v3Key].includes(name);
  const arrays = levels.get(level);
  if (arrays === null || arrays === undefined) return arrays === undefined;
  const key = inside.join('/');
  return key !== arrayKey && key !== v3Key && !isChunkKey(arrays[side].metadata, key);
}

async function isSameFile({ a, b }: Sides<ZarrPlace>, name: string): Promise<boolean> {
  if (a.files.get(name) !== b.files.get(name)) return false;
  const keys = { a: `${a.key}/${name}`, b: `${b.key}/${name}` };
  return (await firstDifference({ a: a.storage, b: b.storage }, keys)).offset === null;
}

function describe(names: readonly string[]): string | null {
  return names.length === 0 ? null : nameSome(names, mostNamed);
}
