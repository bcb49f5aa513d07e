import { CryoetError, FormatError } from '../../errors/index.js';
import { type ByteReader, unpack, WindowReader } from '../read/index.js';
import type { Sharding } from './sharding.js';

/** The values of a minishard, in the order of its index. */
export interface Minishard {
  readonly number: number;
  readonly keys: BigUint64Array;
  /** Bytes from the start of the file. */
  readonly offsets: Float64Array;
  /** Bytes as they are stored. */
  readonly sizes: Float64Array;
}

/** A minishard, or why its index cannot be read. */
export type ReadMinishard =
  | { readonly minishard: Minishard; readonly problem: null }
  | { readonly minishard: null; readonly number: number; readonly problem: CryoetError };

/** Bytes of the largest minishard index, unpacked. */
const largestIndex = 256 * 1024 * 1024;

/** Bytes of the fixed index that a shard begins with. */
export function fixedIndexBytes({ minishardBits }: Sharding): number {
  return 2 ** minishardBits * 16;
}

/**
 * The minishards of a shard that hold something, in the order of their numbers. A broken index of one is told and
 * hides no other; fails with a FormatError where the file ends before the fixed index does.
 */
export async function* readMinishards(file: ByteReader, sharding: Sharding): AsyncGenerator<ReadMinishard> {
  const fixedBytes = fixedIndexBytes(sharding);
  const fixed = file.size < fixedBytes ? new Uint8Array() : await file.read(0, fixedBytes);
  if (fixed.length < fixedBytes) {
    throw new FormatError('the shard ends within its index', {
      found: `${file.size} bytes`,
      expected: `at least ${fixedBytes} bytes`,
    });
  }
  const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.length);
  const window = new WindowReader(file);
  for (let number = 0; number < 2 ** sharding.minishardBits; number++) {
    const start = Number(view.getBigUint64(number * 16, true)) + fixedBytes;
    const end = Number(view.getBigUint64(number * 16 + 8, true)) + fixedBytes;
    if (start === end) continue;
    try {
      if (end < start || end > file.size || end - start > largestIndex) {
        throw outside(`the index of minishard ${number}`, start, end, file);
      }
      const stored = await window.read(start, end - start);
      const bytes = unpack(stored, sharding.indexEncoding, largestIndex);
      yield { minishard: decodeIndex(bytes, number, fixedBytes, file), problem: null };
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
      yield { minishard: null, number, problem: error };
    }
  }
}

function decodeIndex(bytes: Uint8Array, number: number, fixedBytes: number, file: ByteReader): Minishard {
  if (bytes.length % 24 !== 0) {
    throw new FormatError(`the index of minishard ${number} is not made of triples`, {
      found: `${bytes.length} bytes`,
      expected: 'a multiple of 24',
    });
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
    if (end > file.size) throw outside(`a value of minishard ${number}`, start, end, file);
    keys[index] = key;
    offsets[index] = start;
    sizes[index] = end - start;
  }
  return { number, keys, offsets, sizes };
}

function outside(what: string, start: number, end: number, { size }: ByteReader): FormatError {
  return new FormatError(`${what} is not within the shard`, {
    found: `bytes ${start} to ${end}`,
    expected: `at most ${size} bytes`,
  });
}
