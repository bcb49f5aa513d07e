import { readFileSync } from 'node:fs';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Errors of a stream whose reader is gone: a closed pipe or terminal, and every write after that. */
const readerIsGone: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/**
 * Keeps the process alive if nobody reads its output any more (`… | head`, a `tee` that died, a closed terminal) or
 * the output cannot be written: either would end an ingest halfway. Calls `onFault` once if output is lost that
 * somebody waits for, such as on a full disk.
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

/** Files that must be allowed to be open at once: the libraries consist of many files, which are read together. */
const leastFiles = 256;

/** Bytes of addresses: WebAssembly reserves them for a few kernels and never uses most of them. */
const leastAddresses = 64 * 2 ** 30;

/** Returns the first limit that is too low, from the text of `/proc/self/limits`; null if there is none. */
export function faultOfLimits(limits: string): { readonly message: string; readonly hint: string } | null {
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

/** Returns the first limit of this process that is too low; null if there is none, or it is not known. */
export function limitFault(): ReturnType<typeof faultOfLimits> {
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

/** Bytes of memory for short-lived objects, in its two halves, from which it does not grow. */
const enoughYoung = 8 * 2 ** 20;
const [growingYoung, heldYoung] = ['--semi-space-growth-factor=4', '--semi-space-growth-factor=1'];

/** A setting of V8, and its default in the versions that take the setting. */
type Setting = readonly [tuned: string, usual: string];

/** Compile functions at once, with the fast compiler. For V8 11, which has other settings, that is a loss. */
const usually: readonly Setting[] = [['--always-sparkplug', '--no-always-sparkplug']];
/**
 * For V8 11, in Node.js 20: optimize functions later than usual, let memory for short-lived objects grow faster, let
 * what is kept grow by two fifths before it is cleaned up (else it grows by three or four), and do not mark a small heap on
 * other threads. Later versions rename the first and need more memory for the second.
 */
const inVersion11: readonly Setting[] = [
  ['--interrupt-budget=1000000', '--interrupt-budget=67584'],
  [growingYoung, '--semi-space-growth-factor=2'],
  ['--no-incremental-marking', '--incremental-marking'],
  ['--heap-growing-percent=40', '--heap-growing-percent=0'],
];

/** Runs what reads or makes compiled code. */
export type Compiling = <Result>(work: () => Result) => Result;

/**
 * Tunes V8 for a program that ends after seconds or waits for kernels: an ingest of ten small runs takes a fifth less
 * processor time. Call it before the modules of commands are loaded. Only the program does this, never the library.
 * While threads start, V8 has its usual settings: the compiled code that Node.js brings is valid under these only.
 * In V8 11, memory for short-lived objects, which is full of garbage and of the buffers that only garbage holds, ends
 * to grow at 8 of 32 MiB. Compiled code of the program is valid under the settings before that, which the returned
 * function restores while it works.
 */
export function tuneEngine(
  set: (setting: string) => void = setFlagsFromString,
  version = process.versions.v8,
  threads: NodeJS.EventEmitter = process,
  youngBytes = () => spaceOf('new_space').space_size,
): Compiling {
  const isVersion11 = version.startsWith('11.');
  const settings = isVersion11 ? inVersion11 : usually;
  const starting = new Set<NodeJS.EventEmitter>();
  let isHeld = false;
  const apply = (which: 0 | 1) => {
    for (const setting of settings) set(setting[which]);
    if (which === 0 && isHeld) set(heldYoung);
  };
  threads.on('worker', (worker: NodeJS.EventEmitter) => {
    if (starting.size === 0) apply(1);
    starting.add(worker);
    const end = () => {
      if (starting.delete(worker) && starting.size === 0) apply(0);
    };
    // A thread may end before it has started.
    worker.once('online', end).once('exit', end);
  });
  apply(0);
  if (isVersion11) {
    // No larger memory can be asked for at once, and its first growth comes within a tenth of a second.
    const look = setInterval(() => {
      if (youngBytes() < enoughYoung) return;
      clearInterval(look);
      isHeld = true;
      if (starting.size === 0) set(heldYoung);
    }, 20).unref();
  }
  return (work) => {
    if (!isHeld || starting.size > 0) return work();
    set(growingYoung);
    try {
      return work();
    } finally {
      set(heldYoung);
    }
  };
}

/** Bytes by which what is kept may grow before garbage among it is collected. */
const leastGarbage = 4 * 2 ** 20;

/**
 * Collects garbage among long-lived objects once they have grown by an eighth, and by 4 MiB at least; looks twice a
 * second, and does not keep the process alive. Without incremental marking V8 thinks of it only when a long-lived object
 * is allocated as such, which work on thousands of small runs seldom does: their heap would grow to three times of what
 * is kept. Only the program does this, never the library.
 */
export function boundGarbage(): void {
  let collect: (() => void) | null = null;
  const look = garbageBound(
    () => spaceOf('old_space').space_used_size,
    () => {
      // Commands that end soon need none.
      collect ??= garbageCollector();
      collect();
    },
  );
  setInterval(look, 500).unref();
}

/** Returns the look at what is kept, which collects garbage if that has grown. */
export function garbageBound(longLived: () => number, collect: () => void): () => void {
  let kept = longLived();
  return () => {
    if (longLived() < kept + Math.max(leastGarbage, kept / 8)) return;
    collect();
    kept = longLived();
  };
}

function spaceOf(name: string): { readonly space_size: number; readonly space_used_size: number } {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === name);
  return space ?? { space_size: 0, space_used_size: 0 };
}

/** Returns the collector of V8, which it shows to contexts that are made while the setting holds. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc');
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
