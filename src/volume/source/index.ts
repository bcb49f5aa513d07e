import type { RandomReader, Storage } from '../../storage/index.js';
import type { VolumeHeader } from '../volume.js';
import { readMrcHeader } from './mrc-source.js';
import type { OpenOptions, OpenVolume } from './open-volume.js';
import { readPackedHeader, stagePackedMrc } from './packed-source.js';
import { packingBytes, packingOf } from './packing.js';
import { openZarrVolume, stageZarr } from './zarr-source.js';

export type { OpenOptions, OpenVolume } from './open-volume.js';
export { createStagedFile } from './staged-file.js';
export { removeStaleFiles } from './stale-files.js';

/**
 * Opens a volume for conversion: MRC, plain or packed with gzip or bzip2, or an OME-Zarr 0.4 directory. What is packed
 * or chunked is unpacked to a temporary file, which `close` removes. Fails with a FormatError or UnsupportedError that
 * names the file when it is no volume that can be read whole.
 */
export async function openVolume(
  storage: Storage,
  key: string,
  options: OpenOptions = {},
): Promise<OpenVolume> {
  const location = storage.location(key);
  const staging = {
    signal: options.signal,
    directory: options.stagingDirectory,
    kernels: options.kernels,
  };
  if ((await storage.kind(key)) === 'directory') {
    const { header, array } = await openZarrVolume(storage, key);
    const { reader, staged, rowBytes } = await stageZarr(array, staging);
    return opened({ header, location, samples: { reader, offset: 0, rowBytes } }, () => staged.remove());
  }
  const reader = await storage.open(key);
  try {
    const packing = packingOf(await reader.read(0, packingBytes));
    if (packing === null) {
      const header = await readMrcHeader(reader, location);
      const samples = { reader, offset: header.dataOffset, rowBytes: header.rowBytes };
      return opened({ header, location, samples }, async () => undefined);
    }
    const { header, reader: unpacked, staged } = await stagePackedMrc(reader, packing, location, staging);
    await reader.close();
    const samples = { reader: unpacked, offset: header.dataOffset, rowBytes: header.rowBytes };
    return opened({ header, location, samples }, () => staged.remove());
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** What a volume's header tells; of its samples nothing is read but what a packed file makes necessary. */
export async function readVolumeHeader(storage: Storage, key: string): Promise<VolumeHeader> {
  if ((await storage.kind(key)) === 'directory') return (await openZarrVolume(storage, key)).header;
  const reader = await storage.open(key);
  try {
    const location = storage.location(key);
    const packing = packingOf(await reader.read(0, packingBytes));
    return packing === null
      ? await readMrcHeader(reader, location)
      : await readPackedHeader(reader, packing, location);
  } finally {
    await reader.close();
  }
}

function opened(volume: Omit<OpenVolume, 'close'>, cleanUp: () => Promise<void>): OpenVolume {
  const reader: RandomReader = volume.samples.reader;
  return {
    ...volume,
    async close() {
      await reader.close();
      await cleanUp();
    },
  };
}

export { type LabelBlock, readLabels } from './read-labels.js';
