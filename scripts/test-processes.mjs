// Processes that run test files. What they print goes into files, so that it is whole and in order even where a process dies.
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('test-worker.mjs', import.meta.url));
/** Milliseconds between two looks at what is printed. */
const tick = 250;
/** Milliseconds that a process may take to end after its last file. */
const farewell = 30_000;
/**
 * Collecting garbage took a third of the time: files in one process make and drop volumes. A heap that starts large, and threads
 * left to the tests, save that.
 */
const engineFlags = ['--min-semi-space-size=16', '--initial-heap-size=768', '--single-threaded-gc'];
/** Characters of what a file printed before its process died that are shown once more with the failures. */
const mostShown = 4000;

let count = 0;

/** A process that runs test files one after the other, until one of them ends or hangs it. */
export class TestProcess {
  #child;
  #log;
  #read = 0;
  #decoder = new StringDecoder('utf8');
  /** The end of what was printed. */
  #last = '';
  /** How it ended. */
  #exit;
  /** Whether a result says already how it ended. */
  #isReported = false;
  /** Name of the file that it ran last, to its end; null before. */
  lastFile = null;
  isAlive = true;

  /** `logs` is a directory for what it prints; `root` where it runs; `isMeasured` where tests look at its memory. */
  constructor({ root, logs, colours, isMeasured }) {
    this.#log = openSync(join(logs, String(count++)), 'a+');
    this.#child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        ...(isMeasured ? [] : engineFlags),
        program,
        ...(colours ? ['--colours'] : []),
      ],
      // A group of its own: what its tests have started ends with it.
      { cwd: root, stdio: ['ignore', this.#log, this.#log, 'ipc'], detached: true },
    );
    this.#exit = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(`does not start: ${error.message}`));
      this.#child.on('exit', (code, signal) =>
        resolve(signal === null ? `ended with ${code}` : `was ended by ${signal}`),
      );
    });
    this.#exit.then(() => {
      this.isAlive = false;
    });
  }

  /**
   * Runs a file: numbers of its tests, what failed and what was printed. The file fails where the process dies, or prints nothing
   * for `patience` milliseconds; it is killed then. Null where it was dead before, by what an earlier file left. `show` gets what
   * is printed meanwhile.
   */
  async run(name, file, { patience, show }) {
    let output = '';
    const take = () => {
      const text = this.#unread();
      output += text;
      if (text !== '') show(text);
      return text !== '';
    };
    let hasBegun = false;
    const answer = new Promise((resolve) => {
      this.#child.on('message', (message) => {
        if (message === 'begun') hasBegun = true;
        else resolve(message);
      });
    });
    this.#child.send({ file }, () => undefined);
    let silence = 0;
    let isHung = false;
    const watch = setInterval(() => {
      // Ticks are counted and not the time, in which the whole machine may have slept.
      silence = take() ? 0 : silence + tick;
      if (silence <= patience || isHung) return;
      isHung = true;
      this.kill();
    }, tick);
    const result = await Promise.race([answer, this.#exit]);
    clearInterval(watch);
    this.#child.removeAllListeners('message');
    take();
    if (typeof result === 'object') {
      this.lastFile = name;
      return { ...result, output };
    }
    this.kill();
    if (!hasBegun && !isHung && this.lastFile !== null) return null;
    this.#isReported = true;
    const reason = isHung ? `hangs: nothing was printed for ${patience / 1000} s` : `the process ${result}`;
    show(`\n${reason}\n`);
    const errors = [`${reason}\n${this.#last}`];
    return {
      total: 1,
      passed: 0,
      skipped: 0,
      errors,
      output: `${output}\n${reason}\n`,
      processor: null,
      memory: 0,
    };
  }

  /** Lets it end. Returns how it did, where not as it should and no result says so; else null. */
  async end() {
    if (this.#child.connected) this.#child.disconnect();
    const late = setTimeout(() => this.kill(), farewell);
    const how = await this.#exit;
    clearTimeout(late);
    this.kill();
    this.#unread();
    closeSync(this.#log);
    return this.#isReported || how === 'ended with 0'
      ? null
      : `the process ${how} after its last test\n${this.#last}`;
  }

  /** Kills it with all that it has started. */
  kill() {
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  }

  #unread() {
    const length = fstatSync(this.#log).size - this.#read;
    if (length === 0) return '';
    const buffer = Buffer.alloc(length);
    const got = readSync(this.#log, buffer, 0, length, this.#read);
    this.#read += got;
    const text = this.#decoder.write(buffer.subarray(0, got));
    this.#last = (this.#last + text).slice(-mostShown);
    return text;
  }
}
