import pLimit from 'p-limit';
import { StorageError } from '../../base/errors.js';
import { Coverage } from '../coverage.js';
import { SpillFile } from '../spill-file.js';
import { type FileWriter, WriterState, type Written } from '../storage.js';
import { MultipartUpload, partSize, partsUnderWay, type SentPart } from './multipart-upload.js';
import { putObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';

interface Part {
  readonly held: Promise<HeldPart>;
  /** Number of writes in progress. */
  writing: number;
}

/**
 * An unfinished object. Parts are sent in any order as soon as they are complete, except the first, which is kept until
 * `commit` because headers are written last. What fits into one part becomes a plain object. A part that has been sent
 * cannot be written again.
 */
export class S3Writer implements FileWriter {
  readonly #connection: S3Connection;
  readonly #key: string;
  readonly #store: PartStore;
  readonly #partBytes: number;
  readonly #parts = new Map<number, Part>();
  readonly #sent = new Map<number, Promise<SentPart>>();
  #upload: Promise<MultipartUpload> | null = null;
  #end = 0;
  readonly #state: WriterState;

  /** `size` in bytes, or null if it is unknown. */
  constructor(connection: S3Connection, key: string, store: PartStore, size: number | null) {
    this.#connection = connection;
    this.#key = key;
    this.#store = store;
    this.#state = new WriterState(connection.location(key));
    this.#partBytes = partSize(size, connection.location(key));
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    this.#state.check();
    this.#end = Math.max(this.#end, offset + bytes.length);
    for (let done = 0; done < bytes.length; ) {
      const index = Math.floor((offset + done) / this.#partBytes);
      const at = offset + done - index * this.#partBytes;
      const piece = bytes.subarray(done, done + this.#partBytes - at);
      await this.#writePart(index, at, piece);
      done += piece.length;
    }
  }

  async commit(): Promise<Written> {
    this.#state.commit('written to');
    try {
      const written = await this.#finish();
      await this.#releaseAll();
      return written;
    } catch (error) {
      await this.#drop();
      throw error;
    }
  }

  async abort(): Promise<void> {
    if (!this.#state.abort()) return;
    await this.#drop();
  }

  async #writePart(index: number, at: number, piece: Uint8Array): Promise<void> {
    const part = this.#part(index);
    part.writing++;
    const held = await part.held;
    await held.write(at, piece).finally(() => {
      part.writing--;
    });
    if (index === 0 || part.writing > 0 || !held.isWhole(this.#partBytes) || this.#sent.has(index)) return;
    this.#send(index, this.#partBytes);
    await this.#store.room();
  }

  #part(index: number): Part {
    if (this.#sent.has(index)) {
      throw new StorageError('failed', 'a part that was sent already is written to again', {
        path: this.#connection.location(this.#key),
        found: `a write into part ${index + 1} of ${this.#partBytes} bytes`,
      });
    }
    const part = this.#parts.get(index) ?? { held: this.#store.hold(this.#partBytes), writing: 0 };
    part.held.catch(() => this.#parts.delete(index));
    this.#parts.set(index, part);
    return part;
  }

  #send(index: number, length: number): void {
    const part = this.#parts.get(index);
    this.#parts.delete(index);
    this.#upload ??= MultipartUpload.start(this.#connection, this.#key);
    const upload = this.#upload;
    const sent = this.#store.send(async () => {
      const held = await part?.held;
      try {
        const bytes = held === undefined ? new Uint8Array(length) : await held.read(length);
        return await (await upload).send(index + 1, bytes);
      } finally {
        held?.release();
      }
    });
    // `commit` awaits it and fails.
    sent.catch(() => undefined);
    this.#sent.set(index, sent);
  }

  async #finish(): Promise<Written> {
    if (this.#sent.size === 0 && this.#end <= this.#partBytes) {
      const held = await this.#parts.get(0)?.held;
      const bytes = held === undefined ? new Uint8Array(0) : await held.read(this.#end);
      return putObject(this.#connection, this.#key, bytes);
    }
    const count = Math.ceil(this.#end / this.#partBytes);
    for (const index of [...Array(count).keys()].reverse()) {
      if (this.#sent.has(index)) continue;
      this.#send(index, Math.min(this.#partBytes, this.#end - index * this.#partBytes));
      await this.#store.room();
    }
    const parts = await Promise.all([...this.#sent].sort(([a], [b]) => a - b).map(([, sent]) => sent));
    // An object of several parts always has an upload here.
    return { bytes: this.#end, ...(await (await this.#upload)?.complete(parts)) };
  }

  async #drop(): Promise<void> {
    await this.#releaseAll();
    await Promise.allSettled(this.#sent.values());
    const upload = await this.#upload?.catch(() => null);
    // The original error matters more than a leftover upload, which the next ingest aborts.
    await upload?.abort().catch(() => undefined);
  }

  async #releaseAll(): Promise<void> {
    const parts = [...this.#parts.values()];
    this.#parts.clear();
    for (const { held } of parts) (await held.catch(() => null))?.release();
  }
}

/** Bytes of unfinished parts that are kept in memory; others are on the staging disk. */
const memoryBytes = 64 * 1024 * 1024;

/** Room for a part, which may hold bytes of an earlier one. What `read` returns is valid until `release`. */
interface Held {
  readonly write: (offset: number, bytes: Uint8Array) => Promise<void>;
  readonly read: (length: number) => Promise<Uint8Array>;
  readonly release: () => void;
}

/** A part of an upload that is being written. `read` returns zeros where nothing was written. */
interface HeldPart extends Held {
  isWhole(size: number): boolean;
}

/** Holds the parts of all uploads of a storage in bounded memory. */
export class PartStore {
  readonly #spill: SpillFile;
  readonly #sending = pLimit(partsUnderWay);
  readonly #free: Uint8Array[] = [];
  #taken = 0;

  constructor(stagingDirectory: string | null) {
    this.#spill = new SpillFile(stagingDirectory, 'parts of uploads');
  }

  async hold(bytes: number): Promise<HeldPart> {
    const coverage = new Coverage();
    const held =
      this.#taken + bytes > memoryBytes ? await this.#holdOnDisk(bytes) : this.#holdInMemory(bytes);
    return {
      async write(offset, piece) {
        await held.write(offset, piece);
        coverage.add(offset, offset + piece.length);
      },
      async read(length) {
        const content = await held.read(length);
        for (const [start, end] of coverage.gaps(length)) content.fill(0, start, end);
        return content;
      },
      isWhole: (size) => coverage.isWhole(size),
      release: held.release,
    };
  }

  /** Waits while the maximum number of parts is being sent. */
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

  #holdInMemory(bytes: number): Held {
    this.#taken += bytes;
    const index = this.#free.findIndex((buffer) => buffer.length === bytes);
    const [buffer = new Uint8Array(bytes)] = index < 0 ? [] : this.#free.splice(index, 1);
    return {
      write: async (offset, piece) => buffer.set(piece, offset),
      read: async (length) => buffer.subarray(0, length),
      release: () => {
        this.#taken -= bytes;
        this.#free.push(buffer);
      },
    };
  }

  async #holdOnDisk(bytes: number): Promise<Held> {
    const place = await this.#spill.take(bytes);
    return {
      write: (offset, piece) => this.#spill.write(place + offset, piece),
      read: (length) => this.#spill.read(place, length),
      release: () => this.#spill.give(place, bytes),
    };
  }
}
