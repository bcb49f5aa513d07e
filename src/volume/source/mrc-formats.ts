import type { RandomReader } from '../../storage/index.js';
import { type MrcHeader, mrcHeaderBytes, parseMrcHeader, readMrcHeader, truncated } from '../mrc/index.js';
import { type Packing, packingOf, unpack, unpackStart } from '../packing/index.js';
import { fileOf } from './file-of.js';
import { memoryStaging } from './staging.js';
import type { OpenOptions, OpenSource, VolumeFormat } from './volume-format.js';

/** Most that deflate can shrink anything. */
const largestGzipRatio = 1032;

/** MRC files as they are. */
export const mrcFormat: VolumeFormat = {
  name: 'MRC',
  sniff: ({ file, head }) => file !== null && packingOf(head) === null,
  readHeader: (candidate) => readMrcHeader(fileOf(candidate), candidate.location),
  async open(candidate) {
    const reader = fileOf(candidate);
    const header = await readMrcHeader(reader, candidate.location);
    const samples = { reader, offset: header.dataOffset, rowBytes: header.rowBytes };
    return { header, samples, close: async () => undefined };
  },
};

/** MRC files that are packed, told by their first bytes and not by their names. */
export function packedMrcFormat(packing: Packing): VolumeFormat {
  return {
    name: `MRC in ${packing}`,
    sniff: ({ file, head }) => file !== null && packingOf(head) === packing,
    readHeader: (candidate) => readPackedHeader(fileOf(candidate), packing, candidate.location),
    open: (candidate, options) => openPacked(fileOf(candidate), packing, candidate.location, options),
  };
}

/** The header of a packed MRC; as much as that takes is unpacked. */
async function readPackedHeader(
  reader: RandomReader,
  packing: Packing,
  path: string,
  signal?: AbortSignal,
): Promise<MrcHeader> {
  return parseMrcHeader(await unpackStart(reader, packing, path, mrcHeaderBytes, signal), null, path);
}

/** Unpacks an MRC into a staged file that holds no more than its header promises. */
async function openPacked(
  reader: RandomReader,
  packing: Packing,
  path: string,
  { signal, staging = memoryStaging }: OpenOptions,
): Promise<OpenSource> {
  const { fields, dataOffset, dataBytes } = await readPackedHeader(reader, packing, path, signal);
  const promised = dataOffset + dataBytes;
  if (packing === 'gzip' && promised > reader.size * largestGzipRatio) {
    throw truncated(fields, promised, reader.size * largestGzipRatio, path);
  }
  const staged = await staging.create(promised);
  try {
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
      async close() {
        await unpacked.close();
        await staged.remove();
      },
    };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}
