import { StorageError } from '../../../errors/index.js';
import type { FileWriter, Written } from '../../storage.js';
import type { S3Connection } from '../connection/index.js';
import { MultipartUpload, type SentPart } from './multipart-upload.js';
import { partSize } from './part-size.js';
import type { HeldPart, PartStore } from './part-store.js';
import { putObject } from './put-object.js';

interface Part {
  readonly held: Promise<HeldPart>;
  /** Writes that are not done yet. */
  writing: number;
}

/**
 * An object in the making. Parts are sent as soon as they are whole, in any order, but for the first, which is held
 * until `commit` because headers are written last; what fits into one part is a plain object. A part that has been
 * sent cannot be written to again.
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
  #state: 'open' | 'done' = 'open';

  /** `size` in bytes where it is known; null where it is not. */
  constructor(connection: S3Connection, key: string, store: PartStore, size: number | null) {
    this.#connection = connection;
    this.#key = key;
    this.#store = store;
    this.#partBytes = partSize(size, connection.location(key));
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    this.#checkOpen();
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
    this.#checkOpen();
    this.#state = 'done';
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
    if (this.#state === 'done') return;
    this.#state = 'done';
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
    // Whoever commits hears of it.
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
    // Whatever has several parts has an upload.
    return (await this.#upload)?.complete(parts) ?? {};
  }

  async #drop(): Promise<void> {
    await this.#releaseAll();
    await Promise.allSettled(this.#sent.values());
    const upload = await this.#upload?.catch(() => null);
    // Why the work failed matters more than that its upload stays, which the next ingest aborts.
    await upload?.abort().catch(() => undefined);
  }

  async #releaseAll(): Promise<void> {
    const parts = [...this.#parts.values()];
    this.#parts.clear();
    for (const { held } of parts) (await held.catch(() => null))?.release();
  }

  #checkOpen(): void {
    if (this.#state === 'open') return;
    throw new StorageError('failed', 'written to after its end', {
      path: this.#connection.location(this.#key),
    });
  }
}
