import type { SpillFile } from '../../storage/index.js';
import { recordsBefore } from './sequence-shard.js';

/** Room for what memory does not hold. */
export type Spill = Pick<SpillFile, 'take' | 'write' | 'readInto'>;

interface Piece {
  /** Records in it. */
  readonly count: number;
  readonly offset: number;
}

/** Bytes that are handed on at once, unless a single minishard is longer. */
const groupBytes = 4 * 1024 * 1024;

/**
 * Brings records of one length, counted up from 0, into the order of a shard: those of minishard 0, of minishard 1 and
 * so on. Memory holds two pieces of them; further ones are spilled, and read again once.
 */
export class MinishardSorter {
  readonly #recordBytes: number;
  readonly #minishards: number;
  readonly #spill: Spill;
  readonly #pieces: Piece[] = [];
  #last: Uint8Array | null = null;
  #buffer = new ArrayBuffer(0);

  /** `recordBytes`: a multiple of four. */
  constructor(recordBytes: number, minishards: number, spill: Spill) {
    this.#recordBytes = recordBytes;
    this.#minishards = minishards;
    this.#spill = spill;
  }

  /** Takes the next records: in all pieces but the last a multiple of the number of minishards. */
  async add(records: Uint8Array): Promise<void> {
    await this.#spillLast();
    this.#last = this.#sort(records);
  }

  /** All records, in pieces, each valid until the next is asked for; to be called once. */
  async *sorted(): AsyncGenerator<Uint8Array> {
    if (this.#pieces.length === 0) {
      if (this.#last !== null) yield this.#last;
      return;
    }
    await this.#spillLast();
    const count = this.#pieces.reduce((sum, piece) => sum + piece.count, 0);
    const longest = Math.ceil(count / this.#minishards) * this.#recordBytes;
    const step = Math.max(1, Math.floor(groupBytes / longest));
    for (let from = 0; from < this.#minishards; from += step) {
      yield await this.#merge(from, Math.min(this.#minishards, from + step), count);
    }
  }

  async #spillLast(): Promise<void> {
    const bytes = this.#last;
    this.#last = null;
    if (bytes === null) return;
    const offset = await this.#spill.take(bytes.length);
    await this.#spill.write(offset, bytes);
    this.#pieces.push({ count: bytes.length / this.#recordBytes, offset });
  }

  #sort(records: Uint8Array): Uint8Array {
    const words = this.#recordBytes / 4;
    const source = new Uint32Array(records.buffer, records.byteOffset, records.length / 4);
    const sorted = new Uint32Array(this.#room(records.length), 0, source.length);
    const rowWords = words * this.#minishards;
    let to = 0;
    for (let first = 0; first < rowWords; first += words) {
      for (let from = first; from < source.length; from += rowWords) {
        for (let word = 0; word < words; word++) sorted[to++] = source[from + word] as number;
      }
    }
    return new Uint8Array(sorted.buffer, 0, records.length);
  }

  /** The one buffer of its kind: what it held has been spilled or handed on. */
  #room(bytes: number): ArrayBuffer {
    if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(bytes);
    return this.#buffer;
  }

  /** The minishards `from` … `to` − 1, put together from what each piece has of them. */
  async #merge(from: number, to: number, count: number): Promise<Uint8Array> {
    const start = (minishard: number, of: number) =>
      recordsBefore(minishard, of, this.#minishards) * this.#recordBytes;
    const bytes = start(to, count) - start(from, count);
    const merged = new Uint8Array(this.#room(bytes), 0, bytes);
    const ends = Array.from(
      { length: to - from },
      (_, index) => start(from + index, count) - start(from, count),
    );
    const [longest] = this.#pieces;
    const buffer = new Uint8Array(start(to, longest?.count ?? 0) - start(from, longest?.count ?? 0));
    for (const piece of this.#pieces) {
      const base = start(from, piece.count);
      const part = buffer.subarray(0, start(to, piece.count) - base);
      await this.#spill.readInto(piece.offset + base, part);
      for (const [index, end] of ends.entries()) {
        const run = part.subarray(
          start(from + index, piece.count) - base,
          start(from + index + 1, piece.count) - base,
        );
        merged.set(run, end);
        ends[index] = end + run.length;
      }
    }
    return merged;
  }
}
