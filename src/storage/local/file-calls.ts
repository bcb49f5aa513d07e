import * as fs from 'node:fs';
import * as later from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { OpenFile, smallBytes } from './open-file.js';

/** Milliseconds that a call may take on average to be waited for. */
const quick = 0.2;
/** What one call counts at most: a busy machine lets any of them wait. */
const longest = 2;
/** The part of the average that the last call makes. */
const weight = 1 / 32;
/** Once calls are slow, one of so many is waited for, to see whether they still are. */
const triedAgain = 64;
/** Milliseconds of calls that are waited for, after which everything else has its turn. */
const turn = 10;

/** Of a clock that is there already: Node.js loads `performance` when it is first asked for. */
const milliseconds = () => 1000 * process.uptime();

/**
 * System calls on files. On a disk one takes some microseconds and a promise of it ten times that, so they are waited for;
 * where they take long, as on a network file system, they are made while other work goes on. They fail with system errors.
 */
export class FileCalls {
  #average = 0;
  #count = 0;
  #lastTurn = milliseconds();

  stat(path: string): Promise<fs.Stats> {
    return this.#run(
      () => fs.statSync(path),
      () => later.stat(path),
    );
  }

  realpath(path: string): Promise<string> {
    return this.#run(
      () => fs.realpathSync.native(path),
      () => later.realpath(path),
    );
  }

  readdir(path: string): Promise<fs.Dirent[]> {
    return this.#run(
      () => fs.readdirSync(path, { withFileTypes: true }),
      () => later.readdir(path, { withFileTypes: true }),
    );
  }

  mkdir(path: string): Promise<void> {
    return this.#run(
      () => fs.mkdirSync(path),
      () => later.mkdir(path),
    );
  }

  rename(from: string, to: string): Promise<void> {
    return this.#run(
      () => fs.renameSync(from, to),
      () => later.rename(from, to),
    );
  }

  link(path: string, name: string): Promise<void> {
    return this.#run(
      () => fs.linkSync(path, name),
      () => later.link(path, name),
    );
  }

  unlink(path: string): Promise<void> {
    return this.#run(
      () => fs.unlinkSync(path),
      () => later.unlink(path),
    );
  }

  /** Removes an empty directory. */
  rmdir(path: string): Promise<void> {
    return this.#run(
      () => fs.rmdirSync(path),
      () => later.rmdir(path),
    );
  }

  chmod(path: string, mode: number): Promise<void> {
    return this.#run(
      () => fs.chmodSync(path, mode),
      () => later.chmod(path, mode),
    );
  }

  /** Copies `bytes` bytes or so, by what is quickest for that many. */
  copy(from: string, to: string, mode: number, bytes: number): Promise<void> {
    const copyLater = () => later.copyFile(from, to, mode);
    return bytes > smallBytes ? copyLater() : this.#run(() => fs.copyFileSync(from, to, mode), copyLater);
  }

  /** Opens a file; its calls are counted with these. */
  async open(path: string, flags: number): Promise<OpenFile> {
    const file = await this.#run(
      () => fs.openSync(path, flags, 0o666),
      () => promisify(fs.open)(path, flags, 0o666),
    );
    return new OpenFile(file, (now, later) => this.#run(now, later));
  }

  async #run<Result>(now: () => Result, later: () => Promise<Result>): Promise<Result> {
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
