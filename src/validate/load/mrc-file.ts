import { FormatError } from '../../errors/index.js';
import type { Asset, TreeReader } from '../../tree/index.js';
import type { Located, MrcContext, MrcKind } from '../contexts/index.js';
import { mrcHeaderLength, readMrcHeader } from '../mrc/mrc-header.js';
import { unpackedStart } from './unpacked-start.js';

/** The header of a MRC file; gzip and bzip2 are told by their first bytes. */
export async function loadMrcFile(
  reader: TreeReader,
  file: Asset,
  kind: MrcKind,
  place: Omit<Located, 'path'>,
): Promise<MrcContext> {
  let isCompressed = false;
  const content = await reader.opened(file, async (bytes) => {
    const start = await unpackedStart(bytes, mrcHeaderLength);
    isCompressed = start.isCompressed;
    if (start.bytes.length < mrcHeaderLength) {
      throw new FormatError('the file is shorter than a MRC header', {
        found: `${start.bytes.length} bytes`,
        expected: `at least ${mrcHeaderLength} bytes`,
      });
    }
    return readMrcHeader(start.bytes);
  });
  return { ...content, ...place, path: file.path, kind, isCompressed };
}
