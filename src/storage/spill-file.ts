import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '../errors/index.js';
import { partialName } from './partial-name.js';

/** Bytes that are left free for others on the staging disk. */
const reserve = 256 * 1024 * 1024;

/**
 * A temporary file of equal stretches that are used again and again. It loses its name as soon as it is made, so that
 * its space is free however the process ends. Fails with a StorageError that names the directory when the disk is full.
 */
export class SpillFile {
  readonly #directory: string;
  readonly #content: string;
  readonly #freeBytes: (directory: string) => Promise<number>;
  readonly #free = new Map<number, number[]>();
  #file: Promise<FileHandle> | null = null;
  #end = 0;

  /** Below `directory`, the system's by default; messages tell what its `content` is, in the plural. */
  constructor(directory: string | null, content: string, freeBytes = freeBytesOf) {
    this.#directory = directory ?? tmpdir();
    this.#content = content;
    this.#freeBytes = freeBytes;
  }

  /** Offset of a stretch of `bytes`, with whatever its last user left in it. */
  async take(bytes: number): Promise<number> {
    const free = this.#free.get(bytes)?.pop();
    if (free !== undefined) return free;
    await this.#explain(() => this.#checkSpace(bytes));
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

  async #checkSpace(bytes: number): Promise<void> {
    const free = await this.#freeBytes(this.#directory);
    if (free > bytes + reserve) return;
    throw this.#error('no-space', 'the staging disk is nearly full', `${free} bytes free`);
  }

  async #explain<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
      const found = cause instanceof Error ? cause.message : String(cause);
      throw this.#error(isFull ? 'no-space' : 'failed', `${this.#content} cannot be kept here`, found, cause);
    }
  }

  #error(reason: StorageError['reason'], message: string, found: string, cause?: unknown): StorageError {
    return new StorageError(reason, message, {
      path: this.#directory,
      found,
      hint: 'name another directory with --staging-dir',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
