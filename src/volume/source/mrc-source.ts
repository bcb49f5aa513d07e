import { FormatError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';
import { type MrcHeader, mrcHeaderBytes, parseMrcHeader, withExtendedHeader } from '../mrc/index.js';

const largestExtendedHeader = 64 * 1024 * 1024;

/** Reads header and extended header of an MRC file that is not packed; `path` is its name for messages. */
export async function readMrcHeader(reader: RandomReader, path: string): Promise<MrcHeader> {
  const header = parseMrcHeader(await reader.read(0, mrcHeaderBytes), reader.size, path);
  const { nsymbt } = header.fields;
  if (nsymbt > largestExtendedHeader) {
    throw new FormatError('the extended header is too large', {
      path,
      offset: 92,
      expected: `nsymbt of at most ${largestExtendedHeader}`,
      found: `nsymbt = ${nsymbt}`,
    });
  }
  return withExtendedHeader(header, await reader.read(mrcHeaderBytes, nsymbt));
}
