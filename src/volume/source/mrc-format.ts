import type { RandomReader } from '../../storage/storage.js';
import { type MrcHeader, mrcHeaderBytes } from '../mrc/header.js';
import { parseMrcHeader, readMrcHeader, truncated } from '../mrc/read-header.js';
import type { StoredRows } from '../row-reader.js';
import { type Packing, packingBytes, packingOf, unpack, unpackStart } from '../unpack.js';
import type { OpenOptions, OpenSource, VolumeFormat } from './volume-format.js';
import { inPlace, memoryStaging, onStagedFile } from './volume-format.js';

/** Best ratio of deflate. */
const largestGzipRatio = 1032;

/** MRC files, plain or packed with gzip or bzip2, as their first bytes show. */
export const mrcFormat: Omit<VolumeFormat, 'sniff'> = {
  name: 'MRC',
  read: ({ file, head, path }, options) => readMrc(file, packingOf(head), path, options),
};

/** An open MRC file: its samples lie row by row in the file or in an unpacked copy. */
export interface OpenMrc extends OpenSource {
  readonly header: MrcHeader;
  readonly samples: StoredRows;
}

/**
 * Opens an MRC file, plain or packed, as its first bytes show; `path` names it in messages. The file must stay open
 * until after `close`. Fails with a FormatError or UnsupportedError if it cannot be read as a whole volume.
 */
export async function openMrc(
  reader: RandomReader,
  path: string,
  options: OpenOptions = {},
): Promise<OpenMrc> {
  const packing = packingOf(await reader.read(0, packingBytes));
  return (await readMrc(reader, packing, path, options)).open();
}

/** Reads the header of an MRC; of a packed one, unpacks no more than that takes. */
async function readMrc(reader: RandomReader, packing: Packing | null, path: string, options: OpenOptions) {
  if (packing === null) {
    const header = await readMrcHeader(reader, path);
    return inPlace(header, { reader, offset: header.dataOffset, rowBytes: header.rowBytes });
  }
  const start = await unpackStart(reader, packing, path, mrcHeaderBytes, options.signal);
  const header = parseMrcHeader(start, null, path);
  return { header, open: () => openPacked(header, reader, packing, path, options) };
}

/** Unpacks an MRC into a staged file, up to the size that its header states. */
async function openPacked(
  { fields, dataOffset, dataBytes }: MrcHeader,
  reader: RandomReader,
  packing: Packing,
  path: string,
  { signal, staging = memoryStaging }: OpenOptions,
): Promise<OpenMrc> {
  const promised = dataOffset + dataBytes;
  if (packing === 'gzip' && promised > reader.size * largestGzipRatio) {
    throw truncated(fields, promised, reader.size * largestGzipRatio, path);
  }
  return onStagedFile(staging, promised, async (staged) => {
    let done = 0;
    const sink = (bytes: Uint8Array): boolean => {
      staged.write(done, bytes.subarray(0, promised - done));
      done += bytes.length;
      return done <= promised;
    };
    await unpack(reader, packing, path, sink, { signal });
    if (done < promised) throw truncated(fields, promised, done, path);
    const unpacked = await staged.finish(null);
    const header = await readMrcHeader(unpacked, path);
    const surplus = `surplus bytes after the ${promised} that the header promises`;
    const warnings = done > promised ? [...header.warnings, surplus] : header.warnings;
    return {
      header: { ...header, warnings },
      samples: { reader: unpacked, offset: header.dataOffset, rowBytes: header.rowBytes },
      close: () => unpacked.close(),
    };
  });
}
