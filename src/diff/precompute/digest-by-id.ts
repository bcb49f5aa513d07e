import { createHash } from 'node:crypto';
import { FormatError } from '../../errors/index.js';
import type { AnnotationInfo, ReadLayout } from '../../neuroglancer/points/index.js';
import { unpack, WindowReader } from '../../neuroglancer/read/index.js';
import { readMinishards, shardOfName } from '../../neuroglancer/sharding/index.js';
import { named, type PrecomputeSide, withFile } from './precompute-side.js';

const largestRecord = 64 * 1024;
const mask64 = (1n << 64n) - 1n;

/** Annotations that are stored by id: how many, and a sum over ids and records that does not know their order. */
export interface ByIdDigest {
  readonly count: number;
  readonly sum: bigint;
}

/** Goes through all records by id, whatever the sharding; fails with a FormatError where one cannot be unpacked. */
export async function digestById(
  side: PrecomputeSide,
  { byId: { key: directory, sharding } }: AnnotationInfo,
  { size }: ReadLayout,
): Promise<ByIdDigest> {
  let [count, sum] = [0, 0n];
  const add = (id: bigint, record: Uint8Array) => {
    count += 1;
    const hash = createHash('sha1').update(`${id} `).update(record.subarray(0, size)).digest();
    sum = (sum + hash.readBigUInt64LE(0)) & mask64;
  };
  for (const inside of side.files.keys()) {
    if (!inside.startsWith(`${directory}/`)) continue;
    const name = inside.slice(directory.length + 1);
    if (sharding === null) {
      if (/^\d{1,20}$/.test(name))
        add(BigInt(name), await side.storage.get(`${side.key}/${inside}`, largestRecord));
      continue;
    }
    if (shardOfName(name, sharding) === null) continue;
    await withFile(side, inside, async (file, path) => {
      const window = new WindowReader(file);
      for await (const { minishard, problem } of readMinishards(file, sharding)) {
        if (minishard === null) throw new FormatError(problem.message, { ...problem.facts, path });
        for (const [index, id] of minishard.keys.entries()) {
          const stored = await window.read(
            minishard.offsets[index] as number,
            minishard.sizes[index] as number,
          );
          add(
            id,
            named(path, () => unpack(stored, sharding.dataEncoding, largestRecord)),
          );
        }
      }
    });
  }
  return { count, sum };
}
