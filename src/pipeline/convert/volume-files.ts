import { closing } from '../../base/closing.js';
import type { Warning } from '../../base/issue.js';
import type { JsonValue } from '../../base/json-value.js';
import { type Item, itemPath } from '../../deposition/item.js';
import { openOptions, storageOf } from '../../deposition/source-files.js';
import { renderingSample } from '../../neuroglancer/contrast-limits.js';
import type { VolumeRow } from '../../tree/entities/entity-row.js';
import { levelCount, levelShape, levelShapes, voxelCount } from '../../volume/chunk-grid.js';
import type { ConversionPlan } from '../../volume/engine/volume-engine.js';
import type { PreviewRequest } from '../../volume/engine/volume-job.js';
import { shownSections } from '../../volume/key-image.js';
import { mrcHeaderBytes } from '../../volume/mrc/header.js';
import { checkVolume } from '../../volume/source/check-volume.js';
import { openRows } from '../../volume/source/open-volume.js';
import { rowOrder } from '../../volume/source/tiff-format.js';
import { type Shape, usualZarrForm, type VolumeHeader } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';

const float32Bytes = 4;

/** Returns the volume files that an item writes; the bytes of an OME-Zarr are those before compression. */
async function volumeOutputs(item: Item, files: VolumeRow, context: IngestContext): Promise<PlannedOutput[]> {
  const { layout, writeMrc, writeZarr, zarrForm, dryRun } = context.options;
  const header = await context.volumeHeader(item);
  const { shape, extended } = header;
  const from = item.files[0] ?? null;
  const mrcBytes = mrcHeaderBytes + (extended?.bytes.length ?? 0) + voxelCount(shape) * float32Bytes;
  const zarrBytes = levelShapes(shape, files.kind).reduce(
    (sum, level) => sum + voxelCount(level) * float32Bytes,
    0,
  );
  const how = dryRun
    ? { how: describeConversion(context.engine.plan(header, files.kind, zarrForm?.version)) }
    : {};
  return [
    ...(writeMrc ? [{ path: itemPath(item, files.mrc, layout), from, bytes: mrcBytes }] : []),
    ...(writeZarr ? [{ path: itemPath(item, files.zarr, layout), from, bytes: zarrBytes, ...how }] : []),
  ];
}

function describeConversion({ order, unit, units, workers, bufferBytes }: ConversionPlan): string {
  const by = workers === 1 ? 'without workers' : `by ${workers} workers`;
  const mebibytes = Math.round(bufferBytes / 2 ** 20);
  return `${order}, ${units} units of up to ${unit.join(' × ')} voxels, ${by}, ${mebibytes} MiB of buffers`;
}

/** Returns the members of a volume importer. `spacingOf`: voxel spacing, or pixel spacing of a tilt series, in Å. */
export function volumeImporter(
  files: VolumeRow,
  spacingOf: (item: Item, context: IngestContext) => number | Promise<number>,
): Importer {
  return {
    outputs: (item, context) => volumeOutputs(item, files, context),
    async settings(item, context) {
      const { writeMrc, writeZarr, binningEdge, compatible } = context.options;
      const zarrForm = zarrSettings(context);
      const voxelSpacing = await spacingOf(item, context);
      return { kind: files.kind, voxelSpacing, binningEdge, writeMrc, writeZarr, zarrForm, compatible };
    },
    async importData(item, context, progress) {
      const { layout, writeMrc, writeZarr, zarrForm, binningEdge, compatible } = context.options;
      const [key = ''] = item.files;
      const voxelSpacing = await spacingOf(item, context);
      const outputs = await volumeOutputs(item, files, context);
      const bytesTotal = outputs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
      const [mrc, zarr] = [itemPath(item, files.mrc, layout), itemPath(item, files.zarr, layout)];
      return closing(await openRows(storageOf(item, context), key, openOptions(context)), async (source) => {
        const result = await context.engine.convert({
          source,
          kind: files.kind,
          voxelSpacing,
          edge: binningEdge,
          compatible,
          timestamp: context.now(),
          mrc: writeMrc ? { storage: context.output, key: mrc } : null,
          zarr: writeZarr ? { storage: context.output, key: zarr } : null,
          zarrForm,
          signal: context.signal,
          preview: files.kind === 'tomogram' ? previewRequest(source.header.shape, context) : undefined,
          onProgress: (done, total) => progress.report(Math.round((done / total) * bytesTotal), bytesTotal),
        });
        if (result.preview !== undefined) context.previews.keep(mrc, result.preview);
        const notes = shiftedBytes(source.header, source.location);
        return { bytesWritten: result.bytesWritten, notes, warnings: result.warnings };
      });
    },
    async check(item, context) {
      const storage = storageOf(item, context);
      const [key = ''] = item.files;
      const header = await checkVolume(storage, key, openOptions(context));
      return { notes: shiftedBytes(header, storage.location(key)), warnings: headerWarnings(header) };
    },
  };
}

export function headerWarnings({ warnings }: VolumeHeader): Warning[] {
  return warnings.map((text) => (text === rowOrder ? { text, of: 'format' } : text));
}

/**
 * Returns a remark on an MRC file of mode 0 whose bytes are read as unsigned, as the portal does for old tomograms and
 * for masks: the values differ from those that the author of the file knows.
 */
export function shiftedBytes({ unsignedBytes }: VolumeHeader, location: string): string[] {
  if (!unsignedBytes) return [];
  return [
    `${location}: bytes of a mode 0 file with a dmax above 127 count as unsigned, less 128: byte 0 is -128, byte 255 is 127`,
  ];
}

/** Returns the metadata about the files of a volume: shapes, and the paths that exist in the output. */
export async function volumeMetadata(item: Item, files: VolumeRow, context: IngestContext) {
  const { layout } = context.options;
  const { shape } = await context.volumeHeader(item);
  const scales = levelShapes(shape, files.kind).map(([z, y, x]) => ({ z, y, x }));
  const [zarr, mrc] = [itemPath(item, files.zarr, layout), itemPath(item, files.mrc, layout)];
  return {
    scales,
    size: scales[0] ?? null,
    omezarr_dir: (await context.output.kind(zarr)) === null ? null : zarr,
    mrc_file: (await context.output.kind(mrc)) === null ? null : mrc,
  };
}

/** Returns the OME-Zarr settings for the digest of an item's settings; null if none is written. */
export function zarrSettings({ options }: IngestContext): JsonValue {
  if (!options.writeZarr) return null;
  const { version, compression } = options.zarrForm ?? usualZarrForm;
  return { version, compression: { ...compression } };
}

/** Voxels of the largest section whose sums are kept; larger key images are made from written files. */
const largestSection = 2 ** 21;

/** Returns what key images and viewer configurations will need of a tomogram; undefined if none are made. */
function previewRequest(shape: Shape, { options }: IngestContext): PreviewRequest | undefined {
  const { importTypes, contrast } = options;
  const [depth, height, width] = shape;
  const isDrawn = importTypes.has('key_image') && height * width <= largestSection;
  const slab = isDrawn ? shownSections(depth) : null;
  const coarsest = importTypes.has('viz_config')
    ? renderingSample(levelShape(shape, levelCount - 1, 'tomogram'), contrast)
    : null;
  return slab === null && coarsest === null ? undefined : { slab, coarsest };
}
