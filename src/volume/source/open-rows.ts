import { openOn } from '../../base/closing.js';
import type { Storage } from '../../storage/storage.js';
import { chunksOf, voxelRuns } from '../chunk-grid.js';
import { KernelPool } from '../kernels/load-kernels.js';
import type { RowVolume } from '../row-reader.js';
import { ZarrArray } from '../zarr/zarr-array.js';
import { type OpenOptions, type StagedFile, stageSamples } from './volume-format.js';
import { openSource } from './volume-formats.js';

/** A source volume whose rows of samples can be read from one file: its own or an unpacked copy. */
export interface OpenRows extends RowVolume {
  /** Closes the file; removes the unpacked copy. */
  close(): Promise<void>;
}

/**
 * Opens a volume for conversion, in any format of `volumeFormats`. Packed or chunked volumes are unpacked to a staged
 * file, which `close` removes. Fails with a FormatError or UnsupportedError that names the file if it cannot be read
 * as a whole volume.
 *
 * @example
 * const source = await openRows(createLocalStorage('/data'), 'TS_001/tomogram.mrc', { staging: temporaryFiles() });
 * await source.close();
 */
export async function openRows(storage: Storage, key: string, options: OpenOptions = {}): Promise<OpenRows> {
  const location = storage.location(key);
  const source = await openSource(storage, key, options);
  const { header, samples } = source;
  if (!(samples instanceof ZarrArray)) return { header, location, samples, close: source.close };
  return openOn(source, async () => {
    const copy = await stageSamples(header, options, (file) => copyArray(samples, file, options));
    return { header, location, samples: copy.samples, close: () => copy.close() };
  });
}

/** Decodes an array chunk by chunk into a file of rows without gaps. Fails like reading a chunk. */
function copyArray(
  array: ZarrArray,
  file: StagedFile,
  { signal, kernels: pool = new KernelPool() }: OpenOptions,
): Promise<void> {
  const { sampleBytes, fillValue } = array.metadata;
  return pool.use(async (kernels) => {
    const target = kernels.arena.allocate(array.unpackedBytes);
    for (const chunk of chunksOf(array.shape, array.chunk)) {
      signal?.throwIfAborted();
      const isThere = await array.read(chunk, kernels, target, false);
      // A staged file is filled with zeros.
      if (!isThere && fillValue === 0) continue;
      const samples = kernels.arena.bytes(target, array.unpackedBytes);
      for (const { inRegion, inVolume, bytes } of voxelRuns(chunk, array.shape, sampleBytes)) {
        file.write(inVolume, samples.subarray(inRegion, inRegion + bytes));
      }
    }
  });
}
