import * as fs from 'node:fs';
import * as later from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StorageError } from '../../base/errors.js';

/** Bytes up to which a read, write or copy is made synchronously. */
const smallBytes = 384 * 1024;

const closeLater = promisify(fs.close);
const factsLater = promisify(fs.fstat);
const readLater = promisify(fs.read);
const writeLater = promisify(fs.write);

/** Makes a system call, synchronously by the first function or asynchronously by the second. */
type RunCall = <Result>(now: () => Result, later: () => Promise<Result>) => Promise<Result>;

/** An open file. Its calls fail with system errors, and with a StorageError once it is closed. */
export class OpenFile {
  readonly #underWay = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  constructor(
    private readonly file: number,
    private readonly run: RunCall,
  ) {}

  facts(): Promise<fs.Stats> {
    return this.#make(
      () => fs.fstatSync(this.file),
      () => factsLater(this.file),
    );
  }

  /** Fills `bytes` from a position. Returns the number of bytes read; fewer only at the end of the file. */
  async read(bytes: Uint8Array, position: number): Promise<number> {
    const file = this.file;
    for (let done = 0; ; ) {
      const [from, rest] = [done, bytes.length - done];
      const now = () => fs.readSync(file, bytes, from, rest, position + from);
      const later = async () => (await readLater(file, bytes, from, rest, position + from)).bytesRead;
      const count = rest === 0 ? 0 : await this.#make(rest > smallBytes ? null : now, later);
      if (count === 0) return done;
      done += count;
    }
  }

  /** Writes all bytes at a position. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    const file = this.file;
    for (let done = 0; done < bytes.length; ) {
      const [from, rest] = [done, bytes.length - done];
      const now = () => fs.writeSync(file, bytes, from, rest, position + from);
      const later = async () => (await writeLater(file, bytes, from, rest, position + from)).bytesWritten;
      done += await this.#make(rest > smallBytes ? null : now, later);
    }
  }

  /** Closes the file after running calls have ended; does nothing if it is closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.run(
      () => fs.closeSync(this.file),
      () => closeLater(this.file),
    );
  }

  /** Makes a call, only asynchronously if `now` is null. */
  async #make<Result>(now: (() => Result) | null, later: () => Promise<Result>): Promise<Result> {
    // The system may have given the descriptor of a closed file to another one.
    if (this.#closed !== null) throw new StorageError('failed', 'used after it was closed');
    const call = now === null ? later() : this.run(now, later);
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

/** Entries that are read at a time: a directory may have the frames of all runs, 260 bytes each when read whole. */
const inPieces = { bufferSize: 256 };
/** Bytes of a directory up to which it is read whole, in fewer calls: some hundred entries. */
const smallDirectory = 4096;

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

  stat = this.#both<[path: string], fs.Stats>(fs.statSync, later.stat);
  realpath = this.#both<[path: string], string>(fs.realpathSync.native, later.realpath);
  /** Gives each entry of a directory to `take`, unsorted. */
  readdir = this.#both<[path: string, take: (entry: fs.Dirent) => void], void>(
    (path, take) => {
      if (fs.statSync(path).size <= smallDirectory)
        return fs.readdirSync(path, { withFileTypes: true }).forEach(take);
      const directory = fs.opendirSync(path, inPieces);
      try {
        for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) take(entry);
      } finally {
        directory.closeSync();
      }
    },
    async (path, take) => {
      if ((await later.stat(path)).size <= smallDirectory)
        return (await later.readdir(path, { withFileTypes: true })).forEach(take);
      for await (const entry of await later.opendir(path, inPieces)) take(entry);
    },
  );
  mkdir = this.#both<[path: string], void>(fs.mkdirSync, later.mkdir);
  rename = this.#both<[from: string, to: string], void>(fs.renameSync, later.rename);
  link = this.#both<[path: string, name: string], void>(fs.linkSync, later.link);
  unlink = this.#both<[path: string], void>(fs.unlinkSync, later.unlink);
  /** Removes an empty directory. */
  rmdir = this.#both<[path: string], void>(fs.rmdirSync, later.rmdir);
  chmod = this.#both<[path: string, mode: number], void>(fs.chmodSync, later.chmod);

  /** Copies a file of about `bytes` bytes. */
  copy(from: string, to: string, mode: number, bytes: number): Promise<void> {
    const copyLater = () => later.copyFile(from, to, mode);
    return bytes > smallBytes ? copyLater() : this.#run(() => fs.copyFileSync(from, to, mode), copyLater);
  }

  /** Opens a file; its calls share the average of these. */
  async open(path: string, flags: number): Promise<OpenFile> {
    const file = await this.#run(
      () => fs.openSync(path, flags, 0o666),
      () => promisify(fs.open)(path, flags, 0o666),
    );
    return new OpenFile(file, (now, later) => this.#run(now, later));
  }

  #both<Arguments extends unknown[], Result>(
    now: (...given: Arguments) => Result,
    later: (...given: Arguments) => Promise<Result>,
  ): (...given: Arguments) => Promise<Result> {
    return (...given) =>
      this.#run(
        () => now(...given),
        () => later(...given),
      );
  }

  async #run<Result>(now: () => Result, later: () => Promise<Result>): Promise<Result> {
    this.#count += 1;
    if (this.#average > quick && this.#count % triedAgain !== 0) return later();
    let begun = milliseconds();
    if (begun - this.#lastTurn > turn) {
      await nextTurn();
      begun = milliseconds();
      this.#lastTurn = begun;
    }
    try {
      return now();
    } finally {
      const took = Math.min(milliseconds() - begun, longest);
      this.#average += weight * (took - this.#average);
    }
  }
}
