import { type AnnotationInfo, type RecordLayout, readById } from '../../neuroglancer/points/index.js';
import type { PrecomputedReader } from '../../neuroglancer/read/index.js';

/** Annotations that are stored by id: how many, and sums over ids and records that do not know their order. */
export interface ByIdDigest {
  readonly count: number;
  readonly sums: readonly [number, number];
}

/** Starts of the two 32-bit hashes. */
const seeds: readonly [number, number] = [0x9e3779b9, 0x85ebca6b];

/** Goes through all records by id, whatever the sharding; fails with a FormatError where one is broken. */
export async function digestById(
  side: PrecomputedReader,
  info: AnnotationInfo,
  layout: RecordLayout,
): Promise<ByIdDigest> {
  const sums: [number, number] = [0, 0];
  let count = 0;
  await readById(side, info, layout, (id, record) => {
    count += 1;
    const words = [Number(id & 0xffffffffn), Number(id >> 32n)];
    for (const which of [0, 1] as const) {
      let hash = seeds[which];
      for (const word of words) hash = mixed(hash, word);
      for (const byte of record ?? []) hash = mixed(hash, byte);
      sums[which] = (sums[which] + hash) >>> 0;
    }
  });
  return { count, sums };
}

/** A step of MurmurHash3 with its finish, so that sums of hashes are spread as well. */
function mixed(hash: number, word: number): number {
  let value = Math.imul(hash ^ word, 0xcc9e2d51);
  value = Math.imul(value ^ (value >>> 15), 0x1b873593);
  return (value ^ (value >>> 13)) + 0xe6546b64;
}
