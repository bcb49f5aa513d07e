import { setFlagsFromString } from 'node:v8';

/** Functions are compiled at once by the compiler that is quick. */
const always = ['--always-sparkplug'];
/**
 * In V8 11, that of Node 20, functions are optimized later than usual, and memory for what lives shortly grows faster. Later
 * versions have other names for the first, and need more memory for the second.
 */
const inVersion11 = ['--interrupt-budget=300000', '--semi-space-growth-factor=4'];

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
