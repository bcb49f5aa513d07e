import { type FormatError, fileError } from '../base/errors.js';
import { littleAtOnce, WindowReader } from '../formats/byte-window.js';
import type { OpenFile, PrecomputedReader } from './precomputed-reader.js';
import { type Sharding, shardOfKey, shardOfName } from './sharding.js';

// A shard starts with a fixed index: for each minishard the start and end of its index (2 uint64), counted from the end
// of the fixed index. A minishard index has three rows of uint64: keys, offsets and sizes, of which keys and offsets
// are stored as differences.

/** The index of a minishard: one element per value, in the order of the index. */
export interface Minishard {
  readonly number: number;
  readonly keys: BigUint64Array;
  /** Positions of the values, in bytes from the start of the file. */
  readonly offsets: Float64Array;
  /** Stored sizes of the values, in bytes. */
  readonly sizes: Float64Array;
}

/** Handles a minishard of the shard `inside`, which `values` reads, for all minishards through one buffer. */
type TakeMinishard = (minishard: Minishard, values: WindowReader, inside: string) => Promise<void>;

/** The size limit of an unpacked minishard index, in bytes. */
const largestIndex = 256 * 1024 * 1024;

/** Returns the size, in bytes, of the fixed index at the start of a shard: two 64-bit offsets per minishard. */
export function fixedIndexBytes({ minishard_bits }: Sharding): number {
  return 2 ** minishard_bits * 16;
}

/**
 * Reads the shards of a directory and passes each minishard with values to `take`. Reports unreadable indices, keys
 * that do not ascend, and keys in another shard or minishard than their hash requires.
 */
export async function readShards(
  reader: PrecomputedReader,
  directory: string,
  sharding: Sharding,
  take: TakeMinishard,
): Promise<void> {
  for (const name of reader.namesBelow(directory)) {
    const shard = shardOfName(name, sharding);
    if (shard === null) continue;
    const inside = `${directory}/${name}`;
    await reader.opened('shard', inside, async (file) => {
      const selected: Minishard[] = [];
      const values = new WindowReader(file, reader.sample === undefined ? undefined : littleAtOnce);
      const look = async (minishard: Minishard) => {
        checkKeys(reader, inside, minishard, shard, sharding);
        await take(minishard, values, inside);
      };
      for await (const minishard of minishardsOf(reader, inside, file, sharding)) {
        if (reader.sample === undefined) await look(minishard);
        else selected.push(minishard);
      }
      for (const minishard of reader.sample?.(selected) ?? []) await look(minishard);
    });
  }
}

/** Yields the minishards with values, by number. Reports a damaged minishard index and continues with the next. */
async function* minishardsOf(reader: PrecomputedReader, inside: string, file: OpenFile, sharding: Sharding) {
  const fixedBytes = fixedIndexBytes(sharding);
  const fixed = file.size < fixedBytes ? new Uint8Array() : await file.read(0, fixedBytes);
  if (fixed.length < fixedBytes) {
    const expected = `at least ${fixedBytes} bytes`;
    throw fileError('the shard ends within its index', {}, expected, `${file.size} bytes`);
  }
  const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.length);
  const window = new WindowReader(file);
  // The end of the last known part of the file; null once a damaged index hides where its part ends.
  let used: number | null = fixedBytes;
  for (let number = 0; number < 2 ** sharding.minishard_bits; number++) {
    const start = Number(view.getBigUint64(number * 16, true)) + fixedBytes;
    const end = Number(view.getBigUint64(number * 16 + 8, true)) + fixedBytes;
    if (start === end) continue;
    const minishard = await reader.attempt('shard', inside, async () => {
      if (end < start || end > file.size || end - start > largestIndex) {
        throw outside(`the index of minishard ${number}`, start, end, file.size);
      }
      const stored = await window.read(start, end - start);
      const bytes = await reader.unpack(stored, sharding.minishard_index_encoding, largestIndex);
      return decodeIndex(bytes, number, fixedBytes, file.size);
    });
    if (minishard === null) used = null;
    if (used !== null) used = Math.max(used, end);
    if (minishard !== null) yield minishard;
  }
  if (used !== null && used < file.size) {
    reader.remark('surplus', inside, 'the shard goes on behind its last index', {
      found: `${file.size} bytes`,
      expected: `${used} bytes`,
    });
  }
}

/**
 * Decodes a minishard index: rows of keys, offsets and sizes, 64 bits each. Keys are stored as differences; an offset
 * counts from the end of the value before it.
 */
function decodeIndex(bytes: Uint8Array, number: number, fixedBytes: number, fileBytes: number): Minishard {
  if (bytes.length % 24 !== 0) {
    const found = `${bytes.length} bytes`;
    throw fileError(`the index of minishard ${number} is not made of triples`, {}, 'a multiple of 24', found);
  }
  const count = bytes.length / 24;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (index: number) => view.getBigUint64(index * 8, true);
  const keys = new BigUint64Array(count);
  const offsets = new Float64Array(count);
  const sizes = new Float64Array(count);
  let key = 0n;
  let end = fixedBytes;
  for (let index = 0; index < count; index++) {
    key += word(index);
    const start = end + Number(word(count + index));
    end = start + Number(word(2 * count + index));
    if (end > fileBytes) throw outside(`a value of minishard ${number}`, start, end, fileBytes);
    keys[index] = key;
    offsets[index] = start;
    sizes[index] = end - start;
  }
  return { number, keys, offsets, sizes };
}

function outside(what: string, start: number, end: number, fileBytes: number): FormatError {
  const expected = `at most ${fileBytes} bytes`;
  return fileError(`${what} is not within the shard`, {}, expected, `bytes ${start} to ${end}`);
}

function checkKeys(
  reader: PrecomputedReader,
  inside: string,
  { number, keys }: Minishard,
  shard: number,
  sharding: Sharding,
): void {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    if (before !== undefined && key <= before) {
      const found = `${before}, ${key}`;
      reader.report('shard', inside, `the keys of minishard ${number} do not ascend`, { found });
    }
    const expected = shardOfKey(key, sharding);
    if (expected.shard === shard && expected.minishard === number) continue;
    reader.report('misplaced', inside, `key ${key} is not where viewers look for it`, {
      found: `shard ${shard}, minishard ${number}`,
      expected: `shard ${expected.shard}, minishard ${expected.minishard}`,
    });
  }
}
