import type { Storage } from '../../storage/index.js';
import type { RowVolume } from '../samples/index.js';
import { ZarrArray } from '../zarr/index.js';
import { stageArray } from './stage-array.js';
import type { OpenOptions } from './volume-format.js';
import { openSource } from './volume-formats.js';

/** A source volume whose rows of samples can be read from one file, straight or from an unpacked copy. */
export interface OpenRows extends RowVolume {
  /** Closes the file; removes the unpacked copy. */
  close(): Promise<void>;
}

/**
 * Opens a volume for conversion: MRC, plain or packed with gzip or bzip2, or an OME-Zarr 0.4 directory. What is packed
 * or chunked is unpacked to a staged file, which `close` removes. Fails with a FormatError or UnsupportedError that
 * names the file when it is not a volume that can be read whole.
 */
export async function openRows(storage: Storage, key: string, options: OpenOptions = {}): Promise<OpenRows> {
  const location = storage.location(key);
  const source = await openSource(storage, key, options);
  const { header, samples } = source;
  if (!(samples instanceof ZarrArray)) return { header, location, samples, close: source.close };
  try {
    const { rows, staged } = await stageArray(samples, options);
    return {
      header,
      location,
      samples: rows,
      async close() {
        await rows.reader.close();
        await staged.remove();
        await source.close();
      },
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}
