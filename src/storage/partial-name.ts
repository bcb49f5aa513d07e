const start = '.cryoet-partial-';
/** File systems take names of 255 bytes, and a character has up to 4. */
const longestPart = 50;

/** A hidden name for something half-made that will be called `name`. */
export function partialName(name: string): string {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex');
  return `${start}${[...name].slice(0, longestPart).join('')}-${random}`;
}

/** Name of the object that marks a directory of an object store as half-made while it is there. */
export const partialDirectoryMarker = `${start}directory`;

/** A hidden name to try out whether a place can be written to; whoever tries next removes what was left of it. */
export const probeName = `${start}probe`;

/** Whether a name is one that `partialName` gives. */
export function isPartialName(name: string): boolean {
  return name.startsWith(start);
}

/** Whether a process of that number is on this machine; one of another user is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
