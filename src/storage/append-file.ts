import { closeSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partialName } from './partial-name.js';
import { SpillErrors } from './spill-errors.js';

/** An open append file as other threads of the process get to know it. */
export interface AppendPlace {
  readonly directory: string;
  readonly content: string;
  /** The number by which all threads of a process know the open file. */
  readonly file: number;
  /** Where the next stretch begins; memory that all of them see. */
  readonly end: BigInt64Array;
}

/**
 * A temporary file to which several threads append, each stretch in one piece, and from which they read. It loses its name as
 * soon as it is made. Calls wait for the disk; they fail with a StorageError that names the directory when it is full.
 */
export class AppendFile {
  readonly place: AppendPlace;
  readonly #errors: SpillErrors;
  readonly #freeBytes: (directory: string) => number;

  /** The file at a place that `create` made in another thread. */
  constructor(place: AppendPlace, freeBytes = freeBytesOf) {
    this.place = place;
    this.#errors = new SpillErrors(place.directory, place.content);
    this.#freeBytes = freeBytes;
  }

  /** A new file below `directory`, the system's by default; messages tell what its `content` is, in the plural. */
  static create(directory: string | null, content: string, freeBytes = freeBytesOf): AppendFile {
    const below = directory ?? tmpdir();
    try {
      const path = join(below, partialName('spill'));
      const file = openSync(path, 'wx+', 0o600);
      rmSync(path);
      const end = new BigInt64Array(new SharedArrayBuffer(8));
      return new AppendFile({ directory: below, content, file, end }, freeBytes);
    } catch (cause) {
      throw new SpillErrors(below, content).explain(cause);
    }
  }

  /** Appends parts, one behind the other; returns where they begin. */
  append(parts: readonly Uint8Array[]): number {
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    try {
      this.#errors.checkSpace(bytes, this.#freeBytes(this.place.directory));
      const offset = Number(Atomics.add(this.place.end, 0, BigInt(bytes)));
      let at = offset;
      for (const part of parts) {
        for (let done = 0; done < part.length; ) {
          done += writeSync(this.place.file, part, done, part.length - done, at + done);
        }
        at += part.length;
      }
      return offset;
    } catch (cause) {
      throw this.#errors.explain(cause);
    }
  }

  /** `length` bytes from `offset`, which were appended. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    try {
      for (let done = 0; done < length; ) {
        const count = readSync(this.place.file, bytes, done, length - done, offset + done);
        if (count === 0) throw new Error(`the file ends before byte ${offset + length}`);
        done += count;
      }
    } catch (cause) {
      throw this.#errors.explain(cause);
    }
    return bytes;
  }

  /** Gives the file back, when no other thread uses it any more. */
  close(): void {
    closeSync(this.place.file);
  }
}

function freeBytesOf(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
