import type { Asset, TreeReader } from '../../tree/index.js';
import { mrcHeaderBytes, parseMrcHeader } from '../../volume/mrc/index.js';
import { readStart } from '../../volume/packing/index.js';
import type { Located, MrcContext, MrcKind } from '../contexts/index.js';

/** The header of a MRC file; gzip and bzip2 are told by their first bytes. */
export async function loadMrcFile(
  reader: TreeReader,
  file: Asset,
  kind: MrcKind,
  place: Omit<Located, 'path'>,
): Promise<MrcContext> {
  let isCompressed = false;
  let isReadable = true;
  const content = await reader.opened(file, async (opened) => {
    const { bytes, packing } = await readStart(opened, file.path, mrcHeaderBytes);
    isCompressed = packing !== null;
    return parseMrcHeader(bytes, null, file.path, () => {
      isReadable = false;
    });
  });
  return { ...content, ...place, path: file.path, kind, isCompressed, isReadable };
}
