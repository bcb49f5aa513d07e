import { openOn } from '../../base/closing.js';
import type { Storage } from '../../storage/storage.js';
import { chunksOf, copyOverlap, type Region, voxelCount, voxelRuns } from '../chunk-grid.js';
import type { Kernels } from '../kernels/kernels.js';
import { KernelPool, type KernelSource } from '../kernels/load-kernels.js';
import { RowReader, type RowVolume, type SectionRows } from '../row-reader.js';
import { isWide, type Samples, toNumbers } from '../samples.js';
import type { Shape, VolumeHeader } from '../volume.js';
import { regionReader, ZarrArray } from '../zarr/zarr-array.js';
import { type OpenOptions, type StagedFile, stageSamples } from './volume-format.js';
import { openSource } from './volume-formats.js';

/** A volume whose samples are read block by block. */
export interface OpenVolume {
  readonly header: VolumeHeader;
  /** Location for messages. */
  readonly location: string;
  /** Shape (z, y, x) of the chunks that it is stored in; null if it is stored row by row. */
  readonly chunk: Shape | null;
  /**
   * Reads the values of a block, last axis fastest: float32, or float64 for types that float32 does not hold exactly.
   * Fails with a RangeError for a block outside the volume, and with a FormatError if the file is damaged.
   */
  readBlock(block: Region): Promise<Samples>;
  /** Reads the values of section `z`, row by row. Fails like `readBlock`. */
  readPlane(z: number): Promise<Samples>;
  /** Closes the file; removes an unpacked copy. */
  close(): Promise<void>;
}

/**
 * Opens a volume for reading, in any format of `volumeFormats`: MRC, plain or packed with gzip or bzip2, TIFF, an
 * OME-Zarr image (its finest level) or one of its arrays, and others. Fails with a FormatError or UnsupportedError
 * that names the file if it is not a volume.
 *
 * @example
 * const volume = await openVolume(createLocalStorage('/data'), 'TS_001/tomogram.mrc');
 * const [nz] = volume.header.shape;
 * const middle = await volume.readPlane(nz >> 1);
 * await volume.close();
 */
export async function openVolume(
  storage: Storage,
  key: string,
  options: OpenOptions = {},
): Promise<OpenVolume> {
  const source = await openSource(storage, key, options);
  const { header, samples } = source;
  const location = storage.location(key);
  const pool = options.kernels ?? new KernelPool();
  const readBlock = async (block: Region) => {
    checkBlock(block, header);
    return pool.use(async (kernels) => {
      if (!(samples instanceof ZarrArray)) return readRows({ header, location, samples }, block, kernels);
      const bytes = await regionReader(kernels, samples)(block);
      return toNumbers(kernels, bytes, block.extent[2], header);
    });
  };
  return {
    header,
    location,
    chunk: samples instanceof ZarrArray ? samples.chunk : null,
    readBlock,
    readPlane: async (z) => {
      const [, ny, nx] = header.shape;
      return readBlock({ origin: [z, 0, 0], extent: [1, ny, nx] });
    },
    close: source.close,
  };
}

/** Returns the blocks of a volume that is open for conversion. */
export function blocksOf(
  volume: RowVolume,
  pool: KernelSource,
): Pick<OpenVolume, 'header' | 'chunk' | 'readBlock'> {
  const readBlock = (block: Region) => pool.use((kernels) => readRows(volume, block, kernels));
  return { header: volume.header, chunk: null, readBlock };
}

/** Most samples that are read at once, which bounds the memory beside the block. */
const samplesAtOnce = 2 ** 18;

async function readRows(volume: RowVolume, block: Region, kernels: Kernels): Promise<Samples> {
  const { header } = volume;
  const { sampleType, shape } = header;
  const reader = new RowReader(volume);
  const [planes, rows] = block.extent;
  const count = voxelCount(block.extent);
  const values = isWide(sampleType) ? new Float64Array(count) : new Float32Array(count);
  const target = { region: block, values: new Uint8Array(values.buffer) };
  const most = Math.max(1, Math.floor(samplesAtOnce / shape[2]));
  /** Copies decoded rows of a plane, with all their columns. */
  const take = ({ z, y, rows }: SectionRows, decoded: Samples) => {
    const region: Region = { origin: [z, y, 0], extent: [1, rows, shape[2]] };
    const bytes = new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
    copyOverlap({ region, values: bytes }, target, values.BYTES_PER_ELEMENT);
  };
  const { arena } = kernels;
  return arena.scopedAsync(async () => {
    const numbers = arena.allocate(isWide(sampleType) ? 0 : most * shape[2] * 4);
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < rows; row += most) {
        const [z, y] = [block.origin[0] + plane, block.origin[1] + row];
        const band = { z, y, rows: Math.min(most, rows - row) };
        if (isWide(sampleType)) take(band, toNumbers(kernels, await reader.fetch(band), shape[2], header));
        else {
          await reader.read(band, kernels, numbers, 'float32');
          take(band, arena.float32(numbers, band.rows * shape[2]));
        }
      }
    }
    return values;
  });
}

function checkBlock({ origin, extent }: Region, { shape }: VolumeHeader): void {
  const isInside = shape.every((count, axis) => {
    const [first, length] = [origin[axis] as number, extent[axis] as number];
    return Number.isSafeInteger(first) && first >= 0 && length > 0 && first + length <= count;
  });
  if (isInside) return;
  throw new RangeError(`block ${extent.join(' × ')} at ${origin.join(', ')} is not in ${shape.join(' × ')}`);
}

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
