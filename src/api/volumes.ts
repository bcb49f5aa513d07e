import { type OptionValues, resolveOptions, storageOf, storageOptions } from '../options/index.js';
import {
  type MrcHeader,
  type OpenVolume,
  openVolume as openStoredVolume,
  parseMrcHeader,
  temporaryFiles,
  type VolumeHeader,
} from '../volume/index.js';
import { openLocation } from './open-location.js';

export type { MrcHeader, VolumeHeader };

/**
 * A volume that is open for reading, block by block or section by section. Its header tells shape (z, y, x), sample type and
 * voxel size in Å.
 */
export type Volume = OpenVolume;

/**
 * Opens an MRC file, plain or packed with gzip or bzip2, or an OME-Zarr directory, on a disk or in a bucket. Fails with a
 * StorageError when nothing is there, and with a FormatError or UnsupportedError when it is not a volume that can be read whole.
 *
 * @example
 * ```js
 * import { openVolume } from 'cryoet-ingest';
 *
 * const volume = await openVolume(
 *   'published/10901/TS_001/Reconstructions/VoxelSpacing13.480/Tomograms/100/TS_001.mrc',
 * );
 * const [depth, height, width] = volume.header.shape;
 * const middle = await volume.readPlane(depth >> 1);
 * await volume.close();
 * console.log(volume.header.voxelSize?.x.toFixed(3)); // 13.480
 * console.log(middle.length === height * width); // true
 * ```
 */
export async function openVolume(
  location: string,
  options: Partial<OptionValues<typeof storageOptions>> = {},
): Promise<Volume> {
  const { storage, key } = await openLocation(
    location,
    storageOf(await resolveOptions(storageOptions, options)),
  );
  try {
    const volume = await openStoredVolume(storage, key, { staging: temporaryFiles() });
    return {
      ...volume,
      async close() {
        await volume.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/**
 * The header of an MRC file from its first 1024 bytes. `path` names the file in messages. Fails with a FormatError when they are not the header of a volume, and with an UnsupportedError for complex
 * and RGB modes.
 *
 * @example
 * ```js
 * import { readFile } from 'node:fs/promises';
 * import { readMrcHeader } from 'cryoet-ingest';
 *
 * const bytes = await readFile('published/10901/TS_001/TiltSeries/100/TS_001.mrc');
 * const { fields, sampleType } = readMrcHeader(bytes.subarray(0, 1024));
 * console.log(sampleType); // float32
 * console.log(fields.nz); // 31
 * ```
 */
export function readMrcHeader(bytes: Uint8Array, path = 'MRC file'): MrcHeader {
  return parseMrcHeader(bytes, null, path);
}
