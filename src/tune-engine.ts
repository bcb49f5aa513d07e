import { setFlagsFromString } from 'node:v8';

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
