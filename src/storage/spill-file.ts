import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partialName } from './partial-name.js';
import { SpillErrors } from './spill-errors.js';

/**
 * A temporary file of equal stretches that are used again and again. It loses its name as soon as it is made, so that
 * its space is free however the process ends. Fails with a StorageError that names the directory when the disk is full.
 */
export class SpillFile {
  readonly #directory: string;
  readonly #errors: SpillErrors;
  readonly #freeBytes: (directory: string) => Promise<number>;
  readonly #free = new Map<number, number[]>();
  #file: Promise<FileHandle> | null = null;
  #end = 0;

  /** Below `directory`, the system's by default; messages tell what its `content` is, in the plural. */
  constructor(directory: string | null, content: string, freeBytes = freeBytesOf) {
    this.#directory = directory ?? tmpdir();
    this.#errors = new SpillErrors(this.#directory, content);
    this.#freeBytes = freeBytes;
  }

  /** Offset of a stretch of `bytes`, with whatever its last user left in it. */
  async take(bytes: number): Promise<number> {
    const free = this.#free.get(bytes)?.pop();
    if (free !== undefined) return free;
    await this.#explain(async () => this.#errors.checkSpace(bytes, await this.#freeBytes(this.#directory)));
    const offset = this.#end;
    this.#end += bytes;
    return offset;
  }

  give(offset: number, bytes: number): void {
    const free = this.#free.get(bytes) ?? [];
    this.#free.set(bytes, free);
    free.push(offset);
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#explain(async () => {
      const file = await this.#open();
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    });
  }

  /** `length` bytes from `offset`; zeros where nothing was written. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes);
    return bytes;
  }

  /** Fills `bytes` from `offset`; with zeros where nothing was written. */
  async readInto(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#explain(async () => {
      const file = await this.#open();
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) {
          bytes.fill(0, done);
          break;
        }
        done += bytesRead;
      }
    });
  }

  async close(): Promise<void> {
    const file = await this.#file;
    this.#file = null;
    await file?.close();
  }

  #open(): Promise<FileHandle> {
    this.#file ??= this.#create();
    return this.#file;
  }

  async #create(): Promise<FileHandle> {
    const path = join(this.#directory, partialName('spill'));
    const file = await open(path, 'wx+', 0o600);
    await rm(path);
    return file;
  }

  async #explain<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      throw this.#errors.explain(cause);
    }
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
