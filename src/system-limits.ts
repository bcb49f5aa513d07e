import { readFileSync } from 'node:fs';

/** Files that the program may have open at once: its libraries are many files, which are read together. */
const leastFiles = 256;

/** Bytes of addresses that WebAssembly reserves for a few kernels, most of which it never uses. */
const leastAddresses = 64 * 2 ** 30;

/** A limit of the system under which the program cannot work. */
export interface LimitFault {
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
