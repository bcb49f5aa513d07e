import { type Dm4Image, dm4Samples, readDm4 } from '../../formats/dm4/index.js';
import type { Item } from '../../sources/item.js';
import { storageOf } from '../../sources/source-files.js';
import { mrcHeaderBytes, writeMrcHeader } from '../../volume/mrc/index.js';
import type { IngestContext } from '../context.js';
import type { ImportProgress, ImportResult } from '../importer.js';
import { RunningStatistics } from './running-statistics.js';

const bandBytes = 4 * 1024 * 1024;
const float32Bytes = 4;

/** Bytes of the MRC that a DM4 file becomes; fails with a FormatError when it is none. */
export async function dm4ToMrcBytes(item: Item, key: string, context: IngestContext): Promise<number> {
  const source = await storageOf(item, context).open(key);
  try {
    return mrcBytes(await readDm4(source, storageOf(item, context).location(key)));
  } finally {
    await source.close();
  }
}

/**
 * Writes the image of a DM4 file as a float32 MRC: the same values, rows in reverse order since an MRC begins with
 * the bottom row. Memory needed: a few bands of rows. Fails with a FormatError when the file is malformed.
 */
export async function convertDm4(
  item: Item,
  key: string,
  path: string,
  context: IngestContext,
  progress: ImportProgress,
): Promise<ImportResult> {
  const storage = storageOf(item, context);
  const source = await storage.open(key);
  try {
    const image = await readDm4(source, storage.location(key));
    const writer = await context.output.createFile(path);
    try {
      const statistics = new RunningStatistics();
      let offset = mrcHeaderBytes;
      for (const band of bandsFromBottom(image)) {
        context.signal.throwIfAborted();
        const samples = dm4Samples(await source.read(band.offset, band.bytes), image);
        statistics.add(samples);
        const bytes = rowsReversed(samples, image.shape[2]);
        await writer.write(offset, bytes);
        offset += bytes.length;
        progress.report(offset, mrcBytes(image));
      }
      const { nanCount, infinityCount } = statistics.result();
      await writer.write(
        0,
        writeMrcHeader({
          shape: image.shape,
          type: 'float32',
          isStack: true,
          voxelSpacing: image.pixelSize ?? 1,
          statistics: statistics.result(),
          timestamp: context.now(),
          extended: null,
          extra: null,
        }),
      );
      await writer.commit();
      const odd = nanCount + infinityCount;
      return {
        bytesWritten: offset,
        notes: image.pixelSize === null ? ['no pixel size in the DM4 file: 1 Å is written'] : [],
        warnings: odd === 0 ? [] : [`values of the gain reference that are no finite numbers: ${odd}`],
      };
    } finally {
      await writer.abort();
    }
  } finally {
    await source.close();
  }
}

interface Band {
  readonly offset: number;
  readonly bytes: number;
}

/** Bands of whole rows, slice by slice, from the last row of each to its first. */
function* bandsFromBottom({ shape: [z, y, x], dataOffset, sampleBytes }: Dm4Image): Generator<Band> {
  const rowBytes = x * sampleBytes;
  const rowsPerBand = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let slice = 0; slice < z; slice++) {
    for (let end = y; end > 0; end -= rowsPerBand) {
      const start = Math.max(0, end - rowsPerBand);
      yield { offset: dataOffset + (slice * y + start) * rowBytes, bytes: (end - start) * rowBytes };
    }
  }
}

function rowsReversed(samples: Float32Array, width: number): Uint8Array {
  const rows = samples.length / width;
  const reversed = new Float32Array(samples.length);
  for (let row = 0; row < rows; row++) {
    reversed.set(samples.subarray(row * width, (row + 1) * width), (rows - 1 - row) * width);
  }
  return new Uint8Array(reversed.buffer);
}

function mrcBytes({ shape: [z, y, x] }: Dm4Image): number {
  return mrcHeaderBytes + z * y * x * float32Bytes;
}
