import { type Dm4Image, readDm4 } from '../../formats/dm4/index.js';
import type { Item } from '../../sources/item.js';
import { storageOf } from '../../sources/source-files.js';
import {
  finishStatistics,
  type Kernels,
  mergeStatistics,
  noStatistics,
  type PartialStatistics,
} from '../../volume/kernels/index.js';
import { mrcHeaderBytes, writeMrcHeader } from '../../volume/mrc/index.js';
import type { IngestContext } from '../context.js';
import type { ImportProgress, ImportResult } from '../import-result.js';

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
 * Writes the image of a DM3 or DM4 file as a float32 MRC: the same values, rows in reverse order since an MRC begins with
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
      let statistics = noStatistics;
      let offset = mrcHeaderBytes;
      await context.kernels.use(async (kernels) => {
        for (const band of bandsFromBottom(image)) {
          context.signal.throwIfAborted();
          const stored = await source.read(band.offset, band.bytes);
          const { rows, measured } = decodeReversed(kernels, stored, image);
          statistics = mergeStatistics(statistics, measured);
          await writer.write(offset, rows);
          offset += rows.length;
          progress.report(offset, mrcBytes(image));
        }
      });
      const finished = finishStatistics(statistics);
      await writer.write(
        0,
        writeMrcHeader({
          shape: image.shape,
          type: 'float32',
          isStack: true,
          voxelSpacing: image.pixelSize ?? 1,
          statistics: finished,
          timestamp: context.now(),
          extended: null,
          extra: null,
        }),
      );
      await writer.commit();
      const odd = finished.nanCount + finished.infinityCount;
      return {
        bytesWritten: offset,
        notes:
          image.pixelSize === null ? ['no pixel size in the DigitalMicrograph file: 1 Å is written'] : [],
        warnings: odd === 0 ? [] : [`values of the gain reference that are not finite numbers: ${odd}`],
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

/** Whole rows as float32, the last one first, and their statistics; 32-bit integers lose what float32 cannot hold. */
function decodeReversed(
  kernels: Kernels,
  stored: Uint8Array,
  { shape: [, , columns], sampleType, sampleBytes, littleEndian }: Dm4Image,
): { rows: Uint8Array; measured: PartialStatistics } {
  const { arena } = kernels;
  const top = arena.top;
  const source = { offset: arena.allocate(stored.length), rowStride: columns * sampleBytes };
  const extent = { rows: stored.length / source.rowStride, columns };
  const rowStride = columns * float32Bytes;
  const target = { offset: arena.allocate(extent.rows * rowStride), rowStride };
  arena.bytes(source.offset, stored.length).set(stored);
  const format = { sampleType, littleEndian, unsignedBytes: false };
  const measured = kernels.decodeAndMeasure(source, target, extent, format);
  const rows = new Uint8Array(extent.rows * rowStride);
  for (let row = 0; row < extent.rows; row++) {
    rows.set(arena.bytes(target.offset + (extent.rows - 1 - row) * rowStride, rowStride), row * rowStride);
  }
  arena.release(top);
  return { rows, measured };
}

function mrcBytes({ shape: [z, y, x] }: Dm4Image): number {
  return mrcHeaderBytes + z * y * x * float32Bytes;
}
