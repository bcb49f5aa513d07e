import { FormatError } from '../../errors/index.js';
import { parseMrcHeader } from './parse-header.js';

const magicOffset = 208;

/** Whether the first bytes of a file are an MRC header: they have the word `MAP`, or are a header of before 1999 that makes sense. */
export function isMrcHeader(bytes: Uint8Array, path: string): boolean {
  if (String.fromCharCode(...bytes.subarray(magicOffset, magicOffset + 3)) === 'MAP') return true;
  try {
    parseMrcHeader(bytes, null, path);
    return true;
  } catch (error) {
    // A mode that is not read is a mode all the same.
    return !(error instanceof FormatError);
  }
}
