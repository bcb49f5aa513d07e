import { closeSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToGroup } from '../base/collections.js';
import { type ErrorFacts, StorageError } from '../base/errors.js';
import { OpenFile } from './local/file-calls.js';
import { systemCode } from './local/fs-error.js';
import { partialPath } from './local/local-writer.js';

/** Bytes that stay free on the staging disk, for other programs. */
const reserve = 256 * 1024 * 1024;

/** Place and contents (in the plural) of a temporary file, for messages. */
interface Spill {
  readonly directory: string;
  readonly content: string;
}

/** Fails with a StorageError (`no-space`) if `bytes` more leave too little of the `free` bytes of the disk. */
function checkSpace(spill: Spill, bytes: number, free: number): void {
  if (free > bytes + reserve) return;
  throw spillError(spill, 'no-space', 'the staging disk is nearly full', { found: `${free} bytes free` });
}

/** Returns the StorageError that explains why a temporary file could not be used. */
export function explained(spill: Spill, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const reason = systemCode(cause) === 'ENOSPC' ? 'no-space' : 'failed';
  const found = cause instanceof Error ? cause.message : String(cause);
  return spillError(spill, reason, `${spill.content} cannot be kept here`, { found, cause });
}

function spillError(
  { directory: path }: Spill,
  reason: StorageError['reason'],
  message: string,
  facts: ErrorFacts,
): StorageError {
  return new StorageError(reason, message, {
    path,
    ...facts,
    hint: 'name another directory with --staging-dir',
  });
}

/** An open append file, in a form that can be posted to other threads of the process. */
export interface AppendFileHandle extends Spill {
  /** File descriptor, which all threads of a process share. */
  readonly file: number;
  /** Offset of the next append, in shared memory. */
  readonly end: BigInt64Array;
}

/**
 * A temporary file to which several threads append, each time one contiguous range, and from which they read. Its name
 * is removed at once, so that its space is freed however the process ends. Calls are synchronous. They fail with a
 * StorageError that names the directory if the disk is full.
 */
export class AppendFile {
  /** Opens the file that `create` made in another thread. */
  constructor(
    readonly handle: AppendFileHandle,
    private readonly freeBytes = freeBytesSync,
  ) {}

  /** Creates a file in `directory`, by default the system's. `content`: what it holds, in the plural, for messages. */
  static create(directory: string | null, content: string, freeBytes = freeBytesSync): AppendFile {
    const spill = { directory: directory ?? tmpdir(), content };
    try {
      const end = new BigInt64Array(new SharedArrayBuffer(8));
      return new AppendFile({ ...spill, file: createUnnamed(spill), end }, freeBytes);
    } catch (cause) {
      throw explained(spill, cause);
    }
  }

  /** Appends pieces in a row; returns the offset of the first. */
  append(parts: readonly Uint8Array[]): number {
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    try {
      checkSpace(this.handle, bytes, this.freeBytes(this.handle.directory));
      const offset = Number(Atomics.add(this.handle.end, 0, BigInt(bytes)));
      let at = offset;
      for (const part of parts) {
        for (let done = 0; done < part.length; ) {
          done += writeSync(this.handle.file, part, done, part.length - done, at + done);
        }
        at += part.length;
      }
      return offset;
    } catch (cause) {
      throw explained(this.handle, cause);
    }
  }

  /** Reads `length` bytes from `offset`; they must have been appended. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    try {
      for (let done = 0; done < length; ) {
        const count = readSync(this.handle.file, bytes, done, length - done, offset + done);
        if (count === 0) throw new Error(`the file ends before byte ${offset + length}`);
        done += count;
      }
    } catch (cause) {
      throw explained(this.handle, cause);
    }
    return bytes;
  }

  /** Closes the file; no other thread may use it any more. */
  close(): void {
    closeSync(this.handle.file);
  }
}

function freeBytesSync(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/**
 * A temporary file of reusable ranges. Its name is removed at once, so that its space is freed however the process
 * ends. Fails with a StorageError that names the directory if the disk is full.
 */
export class SpillFile {
  readonly #spill: Spill;
  readonly #free = new Map<number, number[]>();
  #file: OpenFile | null = null;
  #end = 0;

  /** The file is in `directory`, by default the system's. `content`: what it holds, in the plural, for messages. */
  constructor(
    directory: string | null,
    content: string,
    private readonly freeBytes = freeBytesOf,
  ) {
    this.#spill = { directory: directory ?? tmpdir(), content };
  }

  /** Returns the offset of a free range of `bytes` bytes. It may hold data of its previous user. */
  async take(bytes: number): Promise<number> {
    const free = this.#free.get(bytes)?.pop();
    if (free !== undefined) return free;
    const { directory } = this.#spill;
    await this.#explain(async () => checkSpace(this.#spill, bytes, await this.freeBytes(directory)));
    const offset = this.#end;
    this.#end += bytes;
    return offset;
  }

  /** Frees a range for the next `take` of the same size. */
  give(offset: number, bytes: number): void {
    addToGroup(this.#free, bytes, offset);
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#explain((file) => file().write(bytes, offset));
  }

  /** Reads `length` bytes from `offset`; zeros where nothing was written. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes);
    return bytes;
  }

  /** Fills `bytes` from `offset`, with zeros where nothing was written. */
  async readInto(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#explain(async (file) => bytes.fill(0, await file().read(bytes, offset)));
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  async #explain(work: (file: () => OpenFile) => Promise<unknown>): Promise<void> {
    try {
      await work(() => (this.#file ??= new OpenFile(createUnnamed(this.#spill), (_now, later) => later())));
    } catch (cause) {
      throw explained(this.#spill, cause);
    }
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** Creates a temporary file, removes its name and returns its descriptor. Fails with a system error. */
function createUnnamed({ directory }: Spill): number {
  const path = partialPath(join(directory, 'spill'));
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}
