import type { LocatedRow } from './ctf-row.js';
import { parseCtffind } from './ctffind.js';
import { parseGctf } from './gctf.js';
import { parseImodDefocus } from './imod-defocus.js';
import { isCtffind, isGctf, isImodDefocus, isRelionTilts, isWarpTilts } from './sniff-ctf.js';
import { parseStarCtf } from './star-ctf.js';
import { parseWarpCtf } from './warp-ctf.js';

/** A kind of CTF table. */
export interface CtfFormat {
  /** As the configuration spells it, the usual spelling first. */
  readonly names: readonly [string, ...string[]];
  /** Whether a table without rows is one. */
  readonly mayBeEmpty: boolean;
  /** Whether a text begins as one of this kind does. */
  sniff(text: string): boolean;
  /** Rows in file order. Fails with a FormatError that names the line. */
  parse(text: string, path: string): LocatedRow[];
}

/** Every kind of CTF table, one row a format; AreTomo3 writes the same as CTFFIND. */
export const ctfFormats: readonly CtfFormat[] = [
  { names: ['CTFFIND'], mayBeEmpty: false, sniff: isCtffind, parse: parseCtffind },
  { names: ['Gctf', 'GCTF'], mayBeEmpty: false, sniff: isGctf, parse: parseGctf },
  { names: ['IMOD'], mayBeEmpty: true, sniff: isImodDefocus, parse: parseImodDefocus },
  { names: ['RELION'], mayBeEmpty: false, sniff: isRelionTilts, parse: parseStarCtf },
  { names: ['WARP', 'Warp'], mayBeEmpty: false, sniff: isWarpTilts, parse: parseWarpCtf },
];

/** Stands for the format that the file itself tells. */
export const autoCtf = 'auto';
