import type { Storage } from '../../storage/index.js';
import type { VolumeHeader } from '../volume.js';
import { readMrcHeader } from './mrc-source.js';
import type { OpenOptions, OpenVolume } from './open-volume.js';

export type { OpenOptions, OpenVolume } from './open-volume.js';

/**
 * Opens a volume for conversion: MRC, plain or packed with gzip or bzip2, or an OME-Zarr 0.4 directory. Fails with a
 * FormatError or UnsupportedError that names the file when it is no volume that can be read whole.
 */
export async function openVolume(
  storage: Storage,
  key: string,
  _options: OpenOptions = {},
): Promise<OpenVolume> {
  const location = storage.location(key);
  const reader = await storage.open(key);
  try {
    const header = await readMrcHeader(reader, location);
    const { dataOffset: offset, rowBytes } = header;
    return { header, location, samples: { reader, offset, rowBytes }, close: () => reader.close() };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** What a volume's header tells; nothing but the header is read. */
export async function readVolumeHeader(storage: Storage, key: string): Promise<VolumeHeader> {
  const reader = await storage.open(key);
  try {
    return await readMrcHeader(reader, storage.location(key));
  } finally {
    await reader.close();
  }
}
