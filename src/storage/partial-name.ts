import { systemCode } from './local/fs-error.js';

const start = '.cryoet-partial-';
/** File systems allow names of 255 bytes, and a character has up to 4 bytes. */
const longestPart = 50;

/** Returns a hidden, random name for the unfinished file or directory `name`. */
export function partialName(name: string): string {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex');
  return `${start}${[...name].slice(0, longestPart).join('')}-${random}`;
}

/** Name of the object that marks an unfinished directory of an object store. */
export const partialDirectoryMarker = `${start}directory`;

/**
 * Hidden name of the object that tests write access. The name is fixed, so that the next test overwrites a leftover.
 */
export const probeName = `${start}probe`;

/** True if `partialName` made the name. */
export function isPartialName(name: string): boolean {
  return name.startsWith(start);
}

/** True if a process with that id runs on this machine, also one of another user. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
