import * as fs from 'node:fs';
import * as later from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StorageError } from '../../base/errors.js';

/** Bytes up to which a read, write or copy is made synchronously. */
const smallBytes = 256 * 1024;

const closeLater = promisify(fs.close);
const factsLater = promisify(fs.fstat);
const readLater = promisify(fs.read);
const writeLater = promisify(fs.write);

/** A system call, which is made synchronously or asynchronously. */
interface Call<Result> {
  readonly now: () => Result;
  readonly later: () => Promise<Result>;
}

type RunCall = <Result>(call: Call<Result>) => Promise<Result>;

/** An open file. Its calls fail with system errors, and with a StorageError once it is closed. */
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
    return this.#make({ now: () => fs.fstatSync(this.#file), later: () => factsLater(this.#file) });
  }

  /** Fills `bytes` from a position. Returns the number of bytes read; fewer only at the end of the file. */
  async read(bytes: Uint8Array, position: number): Promise<number> {
    const file = this.#file;
    for (let done = 0; ; ) {
      const [from, rest] = [done, bytes.length - done];
      const now = () => fs.readSync(file, bytes, from, rest, position + from);
      const later = async () => (await readLater(file, bytes, from, rest, position + from)).bytesRead;
      const count = rest === 0 ? 0 : await this.#make({ now: rest > smallBytes ? null : now, later });
      if (count === 0) return done;
      done += count;
    }
  }

  /** Writes all bytes at a position. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    const file = this.#file;
    for (let done = 0; done < bytes.length; ) {
      const [from, rest] = [done, bytes.length - done];
      const now = () => fs.writeSync(file, bytes, from, rest, position + from);
      const later = async () => (await writeLater(file, bytes, from, rest, position + from)).bytesWritten;
      done += await this.#make({ now: rest > smallBytes ? null : now, later });
    }
  }

  /** Closes the file after running calls have ended; does nothing if it is closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#run({ now: () => fs.closeSync(this.#file), later: () => closeLater(this.#file) });
  }

  async #make<Result>({
    now,
    later,
  }: Call<Result> | { now: null; later: () => Promise<Result> }): Promise<Result> {
    // The system may have given the descriptor of a closed file to another one.
    if (this.#closed !== null) throw new StorageError('failed', 'used after it was closed');
    const call = now === null ? later() : this.#run({ now, later });
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }
}

/** Average milliseconds up to which calls are made synchronously. */
const quick = 0.2;
/** Milliseconds that one call counts at most: on a busy machine any call may wait. */
const longest = 2;
/** Weight of the last call in the average. */
const weight = 1 / 32;
/** If calls are slow, one of this many is made synchronously, to measure whether they still are. */
const triedAgain = 64;
/** Milliseconds of synchronous calls after which the event loop gets a turn. */
const turn = 10;

/** `process.uptime` because Node.js loads `performance` on first use, which is slow. */
const milliseconds = () => 1000 * process.uptime();

/**
 * System calls on files. On a local disk, a call takes microseconds and its promise ten times as long, so calls are
 * synchronous. If they are slow, as on a network file system, they are asynchronous. They fail with system errors.
 */
export class FileCalls {
  #average = 0;
  #count = 0;
  #lastTurn = milliseconds();

  stat(path: string): Promise<fs.Stats> {
    return this.#run({ now: () => fs.statSync(path), later: () => later.stat(path) });
  }

  realpath(path: string): Promise<string> {
    return this.#run({ now: () => fs.realpathSync.native(path), later: () => later.realpath(path) });
  }

  readdir(path: string): Promise<fs.Dirent[]> {
    return this.#run({
      now: () => fs.readdirSync(path, { withFileTypes: true }),
      later: () => later.readdir(path, { withFileTypes: true }),
    });
  }

  mkdir(path: string): Promise<void> {
    return this.#run({ now: () => fs.mkdirSync(path), later: () => later.mkdir(path) });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#run({ now: () => fs.renameSync(from, to), later: () => later.rename(from, to) });
  }

  link(path: string, name: string): Promise<void> {
    return this.#run({ now: () => fs.linkSync(path, name), later: () => later.link(path, name) });
  }

  unlink(path: string): Promise<void> {
    return this.#run({ now: () => fs.unlinkSync(path), later: () => later.unlink(path) });
  }

  /** Removes an empty directory. */
  rmdir(path: string): Promise<void> {
    return this.#run({ now: () => fs.rmdirSync(path), later: () => later.rmdir(path) });
  }

  chmod(path: string, mode: number): Promise<void> {
    return this.#run({ now: () => fs.chmodSync(path, mode), later: () => later.chmod(path, mode) });
  }

  /** Copies a file of about `bytes` bytes. */
  copy(from: string, to: string, mode: number, bytes: number): Promise<void> {
    const copyLater = () => later.copyFile(from, to, mode);
    return bytes > smallBytes
      ? copyLater()
      : this.#run({ now: () => fs.copyFileSync(from, to, mode), later: copyLater });
  }

  /** Opens a file; its calls share the average of these. */
  async open(path: string, flags: number): Promise<OpenFile> {
    const file = await this.#run({
      now: () => fs.openSync(path, flags, 0o666),
      later: () => promisify(fs.open)(path, flags, 0o666),
    });
    return new OpenFile(file, (call) => this.#run(call));
  }

  async #run<Result>({ now, later }: Call<Result>): Promise<Result> {
    this.#count += 1;
    if (this.#average > quick && this.#count % triedAgain !== 0) return later();
    const start = milliseconds();
    if (start - this.#lastTurn > turn) {
      await nextTurn();
      this.#lastTurn = milliseconds();
    }
    const begun = milliseconds();
    try {
      return now();
    } finally {
      const took = Math.min(milliseconds() - begun, longest);
      this.#average += weight * (took - this.#average);
    }
  }
}
