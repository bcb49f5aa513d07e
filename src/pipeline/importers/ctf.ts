import { ctfFormat } from '../../sources/ctf-format.js';
import { copiedFile } from './copied-file.js';

/** A table of CTF estimates, one row a section of the tilt series. */
export const ctf = copiedFile((_key, item) => ({ format: ctfFormat(item) ?? 'unknown' }));
