import pLimit from 'p-limit';
import { undoing } from '../../base/closing.js';
import { StorageError } from '../../base/errors.js';
import { Coverage } from '../coverage.js';
import { SpillFile } from '../spill-file.js';
import { type FileWriter, WriterState, type Written } from '../storage.js';
import {
  type MultipartUpload,
  partSize,
  partsUnderWay,
  type SentPart,
  startUpload,
} from './multipart-upload.js';
import { putObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';

interface Part {
  readonly held: Promise<HeldPart>;
  /** Number of writes in progress. */
  writing: number;
}

/**
 * Returns the writer of an unfinished object; `size` in bytes, or null if it is unknown. Parts are sent in any order as
 * soon as they are complete, except the first, which is kept until `commit` because headers are written last. What fits
 * into one part becomes a plain object. A part that has been sent cannot be written again.
 */
export function createS3Writer(
  connection: S3Connection,
  key: string,
  store: PartStore,
  size: number | null,
): FileWriter {
  const location = connection.location(key);
  const state = new WriterState(location);
  const partBytes = partSize(size, location);
  const parts = new Map<number, Part>();
  const sent = new Map<number, Promise<SentPart>>();
  let upload: Promise<MultipartUpload> | null = null;
  let end = 0;

  const partAt = (index: number): Part => {
    if (sent.has(index)) {
      throw new StorageError('failed', 'a part that was sent already is written to again', {
        path: location,
        found: `a write into part ${index + 1} of ${partBytes} bytes`,
      });
    }
    const part = parts.get(index) ?? { held: store.hold(partBytes), writing: 0 };
    part.held.catch(() => parts.delete(index));
    parts.set(index, part);
    return part;
  };

  const send = (index: number, length: number) => {
    const part = parts.get(index);
    parts.delete(index);
    upload ??= startUpload(connection, key);
    const started = upload;
    const sending = store.send(async () => {
      const held = await part?.held;
      try {
        const bytes = held === undefined ? new Uint8Array(length) : await held.read(length);
        return await (await started).send(index + 1, bytes);
      } finally {
        held?.release();
      }
    });
    // `commit` awaits it and fails.
    sending.catch(() => undefined);
    sent.set(index, sending);
  };

  const writePart = async (index: number, at: number, piece: Uint8Array) => {
    const part = partAt(index);
    part.writing++;
    const held = await part.held;
    await held.write(at, piece).finally(() => {
      part.writing--;
    });
    if (index === 0 || part.writing > 0 || !held.isWhole(partBytes) || sent.has(index)) return;
    send(index, partBytes);
    await store.room();
  };

  const finish = async (): Promise<Written> => {
    if (sent.size === 0 && end <= partBytes) {
      const held = await parts.get(0)?.held;
      return putObject(connection, key, held === undefined ? new Uint8Array(0) : await held.read(end));
    }
    for (let index = Math.ceil(end / partBytes) - 1; index >= 0; index--) {
      if (sent.has(index)) continue;
      send(index, Math.min(partBytes, end - index * partBytes));
      await store.room();
    }
    const all = await Promise.all([...sent].sort(([a], [b]) => a - b).map(([, sending]) => sending));
    // An object of several parts always has an upload here.
    return { bytes: end, ...(await (await upload)?.complete(all)) };
  };

  const releaseAll = async () => {
    const left = [...parts.values()];
    parts.clear();
    for (const { held } of left) (await held.catch(() => null))?.release();
  };

  const drop = async () => {
    await releaseAll();
    await Promise.allSettled(sent.values());
    // The original error matters more than a leftover upload, which the next ingest aborts.
    await (await upload?.catch(() => null))?.abort().catch(() => undefined);
  };

  return {
    async write(offset, bytes) {
      state.check();
      end = Math.max(end, offset + bytes.length);
      for (let done = 0; done < bytes.length; ) {
        const index = Math.floor((offset + done) / partBytes);
        const at = offset + done - index * partBytes;
        const piece = bytes.subarray(done, done + partBytes - at);
        await writePart(index, at, piece);
        done += piece.length;
      }
    },
    async commit() {
      state.commit('written to');
      const written = await undoing({ drop }, 'drop', finish);
      await releaseAll();
      return written;
    },
    async abort() {
      if (state.abort()) await drop();
    },
  };
}

/** Bytes of unfinished parts that are kept in memory; others are on the staging disk. */
const memoryBytes = 64 * 1024 * 1024;

/** A part of an upload that is being written. What `read` returns is valid until `release`. */
type HeldPart = Awaited<ReturnType<PartStore['hold']>>;

/** Holds the parts of all uploads of a storage in bounded memory. */
export class PartStore {
  readonly #spill: SpillFile;
  readonly #sending = pLimit(partsUnderWay);
  readonly #free: Uint8Array[] = [];
  #taken = 0;

  constructor(stagingDirectory: string | null) {
    this.#spill = new SpillFile(stagingDirectory, 'parts of uploads');
  }

  /** Returns room for a part, in memory if there is enough. It may hold bytes of an earlier part. */
  async hold(bytes: number) {
    const isInMemory = this.#taken + bytes <= memoryBytes;
    const buffer = isInMemory ? this.#takeBuffer(bytes) : null;
    const place = isInMemory ? 0 : await this.#spill.take(bytes);
    const coverage = new Coverage();
    return {
      write: async (offset: number, piece: Uint8Array) => {
        if (buffer === null) await this.#spill.write(place + offset, piece);
        else buffer.set(piece, offset);
        coverage.add(offset, offset + piece.length);
      },
      /** Returns the first bytes, with zeros where nothing was written. */
      read: async (length: number) => {
        const content = buffer?.subarray(0, length) ?? (await this.#spill.read(place, length));
        for (const [start, end] of coverage.gaps(length)) content.fill(0, start, end);
        return content;
      },
      isWhole: (size: number) => coverage.isWhole(size),
      release: () => {
        if (buffer === null) return this.#spill.give(place, bytes);
        this.#taken -= bytes;
        this.#free.push(buffer);
      },
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

  #takeBuffer(bytes: number): Uint8Array {
    this.#taken += bytes;
    const index = this.#free.findIndex((buffer) => buffer.length === bytes);
    const [buffer = new Uint8Array(bytes)] = index < 0 ? [] : this.#free.splice(index, 1);
    return buffer;
  }
}
