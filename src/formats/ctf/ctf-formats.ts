import type { LocatedRow } from './ctf-row.js';
import { parseCtffind } from './ctffind.js';
import { parseGctf } from './gctf.js';
import { parseImodDefocus } from './imod-defocus.js';

/** A kind of CTF table. */
export interface CtfFormat {
  /** As the configuration spells it, the usual spelling first. */
  readonly names: readonly [string, ...string[]];
  /** Whether a table without rows is one. */
  readonly mayBeEmpty: boolean;
  /** Rows in file order. Fails with a FormatError that names the line. */
  parse(text: string, path: string): LocatedRow[];
}

/** Every kind of CTF table, one row a format; AreTomo3 writes the same as CTFFIND. */
export const ctfFormats: readonly CtfFormat[] = [
  { names: ['CTFFIND'], mayBeEmpty: false, parse: parseCtffind },
  { names: ['Gctf', 'GCTF'], mayBeEmpty: false, parse: parseGctf },
  { names: ['IMOD'], mayBeEmpty: true, parse: parseImodDefocus },
];
