import { type PrecomputedReader, WindowReader } from '../read/index.js';
import { readShards, shardName, shardOfKey } from '../sharding/index.js';
import type { AnnotationInfo, KeyedDirectory } from './annotation-info.js';
import type { RecordLayout } from './record-layout.js';

/** Bytes of a record with all that may lie behind it. */
const largestRecord = 64 * 1024;

/** Takes the record of an id, valid until it returns; null where the record cannot be read. */
export type TakeRecord = (id: bigint, record: Uint8Array | null, inside: string) => void;

/** Reads all records that are stored by id, in files of their own or in shards. */
export async function readById(
  reader: PrecomputedReader,
  { byId: { key, sharding }, relationships }: AnnotationInfo,
  { size }: RecordLayout,
  take: TakeRecord,
): Promise<void> {
  const takeStored = (id: bigint, stored: Uint8Array | null, inside: string) => {
    const isWhole = relationships > 0 ? (stored?.length ?? 0) > size : stored?.length === size;
    if (stored !== null && !isWhole) {
      reader.report('data', inside, `annotation ${id} differs from the size of a record`, {
        found: `${stored.length} bytes`,
        expected: `${size} bytes`,
      });
    }
    take(id, isWhole && stored !== null ? stored.subarray(0, size) : null, inside);
  };
  if (sharding === null) {
    const ids = reader.namesBelow(key).filter(isId);
    for (const id of reader.sample?.(ids) ?? ids) {
      const inside = `${key}/${id}`;
      const read = () => reader.files.get(inside, largestRecord);
      takeStored(BigInt(id), await reader.attempt('data', inside, read), inside);
    }
    return;
  }
  const { dataEncoding } = sharding;
  await readShards(reader, key, sharding, async ({ keys, offsets, sizes }, file, inside) => {
    const window = new WindowReader(file);
    for (const [index, id] of keys.entries()) {
      const [offset, stored] = [offsets[index] as number, sizes[index] as number];
      if (stored > largestRecord) {
        const facts = { found: `${stored} bytes`, expected: `at most ${largestRecord} bytes` };
        reader.report('data', inside, `annotation ${id} exceeds the size limit`, facts);
        take(id, null, inside);
        continue;
      }
      // There may be millions of them: only what is not at hand is waited for.
      const bytes = window.peek(offset, stored) ?? (await window.read(offset, stored));
      const read = () => reader.unpack(bytes, dataEncoding, largestRecord);
      const record =
        dataEncoding === 'raw' ? bytes : await reader.attempt('data', inside, read, `annotation ${id}: `);
      takeStored(id, record, inside);
    }
  });
}

/** Whether the name of a file is an id. */
export function isId(name: string): boolean {
  return /^\d{1,20}$/.test(name);
}

/** The file that should hold the record of an id. */
export function fileOfId(id: bigint, { key, sharding }: KeyedDirectory): string {
  return `${key}/${sharding === null ? id : shardName(shardOfKey(id, sharding).shard, sharding)}`;
}
