import { closing, undoing } from '../../base/closing.js';
import { fileVariables, type Item } from '../../deposition/item.js';
import { storageOf } from '../../deposition/source-files.js';
import { type Dm4Image, readDm4 } from '../../formats/dm4.js';
import { pathTemplates } from '../../tree/layout/path-templates.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { finishStatistics, mergeStatistics, noStatistics } from '../../volume/kernels/statistics.js';
import { mrcHeaderBytes } from '../../volume/mrc/header.js';
import { writeMrcHeader } from '../../volume/mrc/write-header.js';
import type { IngestContext } from '../context.js';
import { checkImages } from '../convert/check-images.js';
import type { ImportProgress, ImportResult } from '../import-result.js';
import type { DataImporter } from '../importer.js';
import { copiedFile, copyOutputs } from './copied-files.js';

const copied = copiedFile('gain', (key, _item, context) => {
  const { stem, extension } = fileVariables(key);
  const addsSuffix = pathTemplates.gain.path[context.options.layout].includes('{stem}_gain.');
  return {
    stem: addsSuffix ? stem.replace(/_gain$/, '') : stem,
    extension: isDigitalMicrograph(key) ? 'mrc' : extension,
  };
});

/** A gain reference of a run's camera: copied, or converted to MRC if it is a DigitalMicrograph file. */
export const gain: DataImporter = {
  ...copied,
  async outputs(item, context) {
    const outputs = await copied.outputs(item, context);
    const [output] = outputs;
    if (output?.from == null || !isDigitalMicrograph(output.from)) return outputs;
    const storage = storageOf(item, context);
    const location = storage.location(output.from);
    const image = await closing(await storage.open(output.from), (source) => readDm4(source, location));
    return [{ ...output, bytes: mrcBytes(image) }];
  },
  check: async (item, context) => ({ issues: await checkImages(item, context) }),
  async importData(item, context, progress) {
    const outputs = await copied.outputs(item, context);
    const [output] = outputs;
    const issues = await checkImages(item, context);
    const result =
      output?.from != null && isDigitalMicrograph(output.from)
        ? await convertDm4(item, output.from, output.path, context, progress)
        : await copyOutputs(item, outputs, context, progress);
    return { ...result, issues };
  },
};

function isDigitalMicrograph(key: string): boolean {
  return ['dm3', 'dm4'].includes(fileVariables(key).extension.toLowerCase());
}

const bandBytes = 4 * 1024 * 1024;
const float32Bytes = 4;

/**
 * Writes the image of a DM3 or DM4 file as a float32 MRC with the same values. The rows are reversed, because an MRC
 * begins with the bottom row. Needs memory for a few bands of rows. Fails with a FormatError if the file is invalid.
 */
async function convertDm4(
  item: Item,
  key: string,
  path: string,
  context: IngestContext,
  progress: ImportProgress,
): Promise<ImportResult> {
  const storage = storageOf(item, context);
  return closing(await storage.open(key), async (source) => {
    const image = await readDm4(source, storage.location(key));
    const writer = await context.output.createFile(path);
    return undoing(writer, 'abort', async () => {
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
      await source.verify?.();
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
    });
  });
}

/** Yields bands of whole rows, section by section, from the last row of each to its first. */
function* bandsFromBottom({ shape: [z, y, x], dataOffset, sampleBytes }: Dm4Image) {
  const rowBytes = x * sampleBytes;
  const rowsPerBand = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let slice = 0; slice < z; slice++) {
    for (let end = y; end > 0; end -= rowsPerBand) {
      const start = Math.max(0, end - rowsPerBand);
      yield { offset: dataOffset + (slice * y + start) * rowBytes, bytes: (end - start) * rowBytes };
    }
  }
}

/** Decodes rows to float32 in reverse order, with their statistics. 32-bit integers lose digits. */
function decodeReversed(
  kernels: Kernels,
  stored: Uint8Array,
  { shape: [, , columns], sampleType, sampleBytes, littleEndian }: Dm4Image,
) {
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
