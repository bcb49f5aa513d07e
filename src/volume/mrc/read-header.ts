import { FormatError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';
import { mrcHeaderBytes } from './fields.js';
import type { MrcHeader } from './header.js';
import { parseMrcHeader } from './parse-header.js';

const largestExtendedHeader = 64 * 1024 * 1024;

/**
 * Reads header and extended header of an MRC file that is not packed; `path` is its name for messages. Fails as
 * `parseMrcHeader` does, and with a FormatError for an extended header above 64 MiB.
 */
export async function readMrcHeader(reader: RandomReader, path: string): Promise<MrcHeader> {
  const header = parseMrcHeader(await reader.read(0, mrcHeaderBytes), reader.size, path);
  const { nsymbt, exttyp } = header.fields;
  if (nsymbt > largestExtendedHeader) {
    throw new FormatError('the extended header is too large', {
      path,
      offset: 92,
      expected: `nsymbt of at most ${largestExtendedHeader}`,
      found: `nsymbt = ${nsymbt}`,
    });
  }
  if (nsymbt === 0) return header;
  const carried = 'the big-endian extended header is carried over byte for byte';
  return {
    ...header,
    extended: { type: exttyp, bytes: await reader.read(mrcHeaderBytes, nsymbt) },
    warnings: header.littleEndian ? header.warnings : [...header.warnings, carried],
  };
}
