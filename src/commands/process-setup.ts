import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** What ended with the reader: a closed pipe, a terminal that is gone, and what is written after that. */
const readerIsGone: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/**
 * Lets the work go on when nobody reads what it says any more (`… | head`, a `tee` that died, a terminal that was closed) or when
 * it cannot be written: either would otherwise end the process in the middle of an ingest. `onFault` is called once, where what
 * it says is lost though somebody waits for it, as on a full disk.
 */
export function surviveClosedOutput(
  streams: readonly NodeJS.WritableStream[],
  onFault: (error: Error) => void,
): void {
  let isKnown = false;
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (isKnown || readerIsGone.includes(error.code)) return;
      isKnown = true;
      onFault(error);
    });
  }
}

/** Files that the program may have open at once: its libraries are many files, which are read together. */
const leastFiles = 256;

/** Bytes of addresses that WebAssembly reserves for a few kernels, most of which it never uses. */
const leastAddresses = 64 * 2 ** 30;

/** A limit of the system under which the program cannot work. */
interface LimitFault {
  readonly message: string;
  readonly hint: string;
}

/** What limits a process started with `limits` (as `/proc/self/limits` gives them) has that are too low; null: none. */
export function faultOfLimits(limits: string): LimitFault | null {
  const softLimit = (name: string) =>
    Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(limits)?.[1] ?? Infinity);
  const files = softLimit('Max open files');
  if (files < leastFiles) {
    return {
      message: `too few files may be open at once: expected at least ${leastFiles}, found ${files}`,
      hint: 'raise the limit with ulimit -n 1024',
    };
  }
  const addresses = softLimit('Max address space');
  if (addresses < leastAddresses) {
    return {
      message: `too little virtual memory for WebAssembly: expected at least ${gibibytes(leastAddresses)}, found ${gibibytes(addresses)}`,
      hint: 'lift the limit with ulimit -v unlimited; --memory bounds what is really used',
    };
  }
  return null;
}

function gibibytes(bytes: number): string {
  return `${Math.floor((10 * bytes) / 2 ** 30) / 10} GiB`;
}

/** The same of this process; null where the system does not tell. */
export function limitFault(): LimitFault | null {
  try {
    return faultOfLimits(readFileSync('/proc/self/limits', 'latin1'));
  } catch {
    return null;
  }
}

/** True for a terminal with colors; false for files and pipes, and where NO_COLOR is set. */
export function showsColors(stream: NodeJS.WritableStream): boolean {
  return stream === process.stdout && process.stdout.isTTY === true && process.stdout.getColorDepth() > 1;
}

/** Functions are compiled at once by the compiler that is quick. */
const always = ['--always-sparkplug'];
/**
 * In V8 11, that of Node 20, functions are optimized later than usual, memory for what lives shortly grows faster, and a heap of
 * some megabytes is not marked on other threads before it has to be. Later versions have other names for the first, and need more
 * memory for the second.
 */
const inVersion11 = [
  '--interrupt-budget=1000000',
  '--semi-space-growth-factor=4',
  '--no-incremental-marking',
];

/**
 * Tunes the engine that runs this program, which ends after some seconds or waits for kernels: an ingest of ten small runs
 * takes a fifth less processor time. To be called before what commands need is loaded; the
 * program's choice, not the library's.
 */
export function tuneEngine(
  set: (setting: string) => void = setFlagsFromString,
  version = process.versions.v8,
): void {
  for (const setting of version.startsWith('11.') ? [...always, ...inVersion11] : always) set(setting);
}
