import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { StorageError } from '../../errors/index.js';

/** Larger pieces are read, written and copied while other work goes on. */
export const smallBytes = 256 * 1024;

const closeLater = promisify(fs.close);
const factsLater = promisify(fs.fstat);
const readLater = promisify(fs.read);
const writeLater = promisify(fs.write);

/** Makes a system call now, or while other work goes on. */
export type RunCall = <Result>(now: () => Result, later: () => Promise<Result>) => Promise<Result>;

/** A file that is open. Its calls fail with system errors, and with a StorageError once it is closed. */
export class OpenFile {
  readonly #file: number;
  readonly #run: RunCall;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  constructor(file: number, run: RunCall) {
    this.#file = file;
    this.#run = run;
  }

  facts(): Promise<fs.Stats> {
    return this.#open(
      (file) => fs.fstatSync(file),
      (file) => factsLater(file),
    );
  }

  /** Fills `bytes` from a position; returns how many there were, fewer only at the end of the file. */
  async read(bytes: Uint8Array, position: number): Promise<number> {
    let done = 0;
    while (done < bytes.length) {
      const [from, rest] = [done, bytes.length - done];
      const count = await this.#open(
        rest > smallBytes ? null : (file) => fs.readSync(file, bytes, from, rest, position + from),
        async (file) => (await readLater(file, bytes, from, rest, position + from)).bytesRead,
      );
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** Writes all bytes at a position. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const [from, rest] = [done, bytes.length - done];
      done += await this.#open(
        rest > smallBytes ? null : (file) => fs.writeSync(file, bytes, from, rest, position + from),
        async (file) => (await writeLater(file, bytes, from, rest, position + from)).bytesWritten,
      );
    }
  }

  /** Closes it once what is under way is done; harmless when it is closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#run(
      () => fs.closeSync(this.#file),
      () => closeLater(this.#file),
    );
  }

  async #open<Result>(
    now: ((file: number) => Result) | null,
    later: (file: number) => Promise<Result>,
  ): Promise<Result> {
    // The number of a closed file may be another file's by now.
    if (this.#closed !== null) throw new StorageError('failed', 'used after it was closed');
    const file = this.#file;
    const call =
      now === null
        ? later(file)
        : this.#run(
            () => now(file),
            () => later(file),
          );
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }
}
