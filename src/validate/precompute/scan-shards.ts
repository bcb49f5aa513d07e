import { CryoetError } from '../../errors/index.js';
import {
  expectedPlace,
  type Minishard,
  type ReadSharding,
  readMinishards,
  shardOfName,
} from '../../neuroglancer/sharding/index.js';
import type { RandomReader } from '../../storage/index.js';
import { faultOf } from '../../tree/index.js';
import type { Fault } from '../finding.js';
import { sampleOf } from '../voxels/chunk-grid.js';
import type { PrecomputeScan } from './scan-precompute.js';

/**
 * Goes through the shards of a directory: their indices decode, keys ascend and lie where their hash puts them. `look`
 * gets every minishard that can be read, or the first, middle and last of each shard in a sample.
 */
export async function scanShards(
  scan: PrecomputeScan,
  directory: string,
  sharding: ReadSharding,
  look: (minishard: Minishard, file: RandomReader, path: string) => Promise<void>,
): Promise<void> {
  const { reader, context, tally, isSample } = scan;
  for (const [inside, size] of context.files) {
    const name = inside.startsWith(`${directory}/`) ? inside.slice(directory.length + 1) : '';
    const shard = shardOfName(name, sharding);
    if (shard === null) continue;
    const path = `${context.path}/${inside}`;
    const content = await reader.opened({ path, size }, async (file) => {
      const sound: Minishard[] = [];
      for await (const { minishard, problem } of readMinishards(file, sharding)) {
        if (minishard === null) tally.add('shard', { path, ...faultOf(problem) });
        else if (isSample) sound.push(minishard);
        else await lookAt(minishard, file);
      }
      for (const minishard of sampleOf(sound)) await lookAt(minishard, file);
    });
    if (content.problem !== null) tally.add('shard', { path, ...content.problem });

    async function lookAt(minishard: Minishard, file: RandomReader): Promise<void> {
      checkKeys(minishard, shard ?? 0, sharding, (kind, fault) => tally.add(kind, { path, ...fault }));
      await look(minishard, file, path);
    }
  }
}

function checkKeys(
  { number, keys }: Minishard,
  shard: number,
  sharding: ReadSharding,
  add: (kind: 'shard' | 'place', fault: Fault) => void,
): void {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    if (before !== undefined && key <= before) {
      add('shard', { message: `the keys of minishard ${number} do not ascend`, found: `${before}, ${key}` });
    }
    const place = expectedPlace(key, sharding);
    if (place.shard === shard && place.minishard === number) continue;
    add('place', {
      message: `key ${key} is not where viewers look for it`,
      found: `shard ${shard}, minishard ${number}`,
      expected: `shard ${place.shard}, minishard ${place.minishard}`,
    });
  }
}

/** Runs what reads stored bytes; an error of ours is told as a fault of the file, and gives null. */
export async function readOrTell<Value>(
  read: () => Value | Promise<Value>,
  tell: (fault: Fault) => void,
): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
    tell(faultOf(error));
    return null;
  }
}
