import pLimit from 'p-limit';
import { Coverage } from '../../coverage.js';
import { SpillFile } from '../../spill-file.js';

/** Bytes of parts in the making that are kept in memory; the others are on the staging disk. */
const memoryBytes = 64 * 1024 * 1024;
/** Parts that are sent at a time, each in memory meanwhile. */
const partsUnderWay = 4;

/** A part of an upload while it is being written. */
export interface HeldPart {
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** The first `length` bytes, zeros where nothing was written; valid until `release`. */
  read(length: number): Promise<Uint8Array>;
  isWhole(size: number): boolean;
  release(): void;
}

/** Holds the parts of all uploads of a storage, within a bounded memory. */
export class PartStore {
  readonly #spill: SpillFile;
  readonly #sending = pLimit(partsUnderWay);
  readonly #free: Uint8Array[] = [];
  #taken = 0;

  constructor(stagingDirectory: string | null) {
    this.#spill = new SpillFile(stagingDirectory, 'parts of uploads');
  }

  async hold(bytes: number): Promise<HeldPart> {
    if (this.#taken + bytes > memoryBytes) return this.#holdOnDisk(bytes);
    this.#taken += bytes;
    return this.#holdInMemory(bytes);
  }

  /** Waits while enough parts are being sent already. */
  async room(): Promise<void> {
    if (this.#sending.pendingCount >= partsUnderWay) await this.#sending(() => undefined);
  }

  send<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#sending(work);
  }

  async close(): Promise<void> {
    this.#free.length = 0;
    await this.#spill.close();
  }

  #holdInMemory(bytes: number): HeldPart {
    const index = this.#free.findIndex((buffer) => buffer.length === bytes);
    const [buffer = new Uint8Array(bytes)] = index < 0 ? [] : this.#free.splice(index, 1);
    const coverage = new Coverage();
    return {
      async write(offset, piece) {
        buffer.set(piece, offset);
        coverage.add(offset, offset + piece.length);
      },
      async read(length) {
        for (const [start, end] of coverage.gaps(length)) buffer.fill(0, start, end);
        return buffer.subarray(0, length);
      },
      isWhole: (size) => coverage.isWhole(size),
      release: () => {
        this.#taken -= bytes;
        this.#free.push(buffer);
      },
    };
  }

  async #holdOnDisk(bytes: number): Promise<HeldPart> {
    const place = await this.#spill.take(bytes);
    const coverage = new Coverage();
    return {
      write: async (offset, piece) => {
        await this.#spill.write(place + offset, piece);
        coverage.add(offset, offset + piece.length);
      },
      read: async (length) => {
        const content = await this.#spill.read(place, length);
        for (const [start, end] of coverage.gaps(length)) content.fill(0, start, end);
        return content;
      },
      isWhole: (size) => coverage.isWhole(size),
      release: () => this.#spill.give(place, bytes),
    };
  }
}
