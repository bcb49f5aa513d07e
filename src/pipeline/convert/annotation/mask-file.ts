import { annotationShapes } from '../../../entities/index.js';
import { toNumber } from '../../../json/index.js';
import { labelColors } from '../../../neuroglancer/color/index.js';
import { ancestor } from '../../../sources/item.js';
import { openOptions } from '../../../sources/open-options.js';
import { storageOf } from '../../../sources/source-files.js';
import { isSameShape, voxelCount } from '../../../volume/chunk-grid.js';
import type { MaskRule } from '../../../volume/kernels/index.js';
import { mrcHeaderBytes } from '../../../volume/mrc/index.js';
import { openResizedMask } from '../../../volume/resize/index.js';
import { type OpenRows, openRows, readVolumeHeader } from '../../../volume/source/index.js';
import type { Shape, VolumeKind } from '../../../volume/volume.js';
import type { IngestContext } from '../../context.js';
import type { PlannedOutput } from '../../importer.js';
import { type AnnotationPart, fileOutput, fileShape, type PartKind } from './annotation-file.js';
import { annotationPath } from './annotation-path.js';
import { countListedLabels, countVoxelLabels } from './count-labels.js';
import { maskShape } from './mask-shape.js';

/** Voxels of a pyramid of three levels for each voxel of the first: 1 + 1/8 + 1/64. */
const pyramidShare = 73 / 64;

/** Voxels of one kind, or numbered by instance: a volume that becomes OME-Zarr and MRC. */
export const maskPart: PartKind = {
  async outputs(part, context) {
    const { writeMrc, writeZarr } = context.options;
    const { shape } = await readVolumeHeader(storageOf(part.item, context), part.key);
    const bytes = (isInstances(part) ? 2 : 1) * voxelCount(shape);
    return [
      ...(writeZarr ? [zarrOutput(part, context, Math.round(bytes * pyramidShare))] : []),
      ...(writeMrc ? [mrcOutput(part, context, bytes + mrcHeaderBytes)] : []),
    ];
  },
  async importData(part, context, progress) {
    const { writeMrc, writeZarr, binningEdge, compatible } = context.options;
    const source = await openRows(storageOf(part.item, context), part.key, openOptions(context));
    const opened = [source];
    try {
      const shape = await maskShape(part, source.header.shape, context);
      const rule = ruleOf(part);
      const resized = isSameShape(shape, source.header.shape)
        ? null
        : await resize(source, shape, rule, context);
      if (resized !== null) opened.push(resized);
      const {
        bytesWritten,
        warnings: ofVoxels,
        empty,
      } = await context.engine.convert({
        source: resized ?? source,
        kind: kindOf(part),
        voxelSpacing: Number(ancestor(part.item, 'voxel_spacing')?.name),
        edge: binningEdge,
        compatible,
        colorsOf: (labels) => labelColors('', labels),
        timestamp: context.now(),
        mrc: writeMrc ? { storage: context.output, key: mrcOutput(part, context).path } : null,
        zarr: writeZarr ? { storage: context.output, key: zarrOutput(part, context).path } : null,
        mask: resized === null ? engineMask(rule) : { label: 1 },
        signal: context.signal,
        onProgress: (done, total) => progress.report(done, total),
      });
      const warnings = [...shiftedBytes(source), ...ofVoxels];
      if (empty !== true) return { bytesWritten, warnings };
      // What an earlier ingest made of the source would be taken for what this one wrote.
      await context.output.deleteDirectory(zarrOutput(part, context).path);
      await context.output.delete(mrcOutput(part, context).path);
      return { bytesWritten: 0, warnings, skipped: true, notes: [`${source.location}: ${lacking(rule)}`] };
    } finally {
      for (const volume of opened.reverse()) await volume.close();
    }
  },
  async countObjects(part, context) {
    if (!isInstances(part)) return 0;
    const { path: zarr } = zarrOutput(part, context);
    // Where none is written now, one that is there is an earlier ingest's.
    if (context.options.writeZarr && (await context.output.kind(zarr)) !== null)
      return countListedLabels(context.output, zarr);
    return countVoxelLabels(context.output, mrcOutput(part, context).path, context.kernels);
  },
};

/** Which voxels of a semantic mask count; null for an instance mask. A label of 0 is taken as 1, as the portal does. */
function ruleOf(part: AnnotationPart): MaskRule | null {
  if (isInstances(part)) return null;
  const { threshold, mask_label: label } = part.finder.options;
  const least = toNumber(threshold);
  return least === null ? { equals: toNumber(label) || 1 } : { threshold: least };
}

function engineMask(rule: MaskRule | null) {
  if (rule === null) return undefined;
  return 'equals' in rule ? { label: rule.equals } : { threshold: rule.threshold };
}

function lacking(rule: MaskRule | null): string {
  if (rule === null) return 'no voxel has a label; there is nothing to publish';
  const what = 'equals' in rule ? `has label ${rule.equals}` : `is at least ${rule.threshold}`;
  return `no voxel ${what}; there is nothing to publish`;
}

/** The rule for old tomograms, which is the portal's for masks too, gives other labels than whoever made them knows. */
function shiftedBytes({ header, location }: OpenRows): string[] {
  if (!header.unsignedBytes) return [];
  return [
    `${location}: bytes of a mode 0 file with a dmax above 127 count as unsigned, less 128: byte 0 is -128, byte 255 is 127`,
  ];
}

function resize(
  source: OpenRows,
  shape: Shape,
  rule: MaskRule | null,
  context: IngestContext,
): Promise<OpenRows> {
  return openResizedMask(source, { shape, rule, ...openOptions(context) });
}

function isInstances(part: AnnotationPart): boolean {
  return kindOf(part) === 'instance-mask';
}

function kindOf({ finder }: AnnotationPart): VolumeKind {
  const { content } = annotationShapes[finder.shape];
  return content.kind === 'mask' ? content.voxels : 'semantic-mask';
}

function zarrOutput(
  part: AnnotationPart,
  context: IngestContext,
  bytes: number | null = null,
): PlannedOutput {
  const path = annotationPath(part.item, 'annotationZarr', context, { shape: fileShape(part) });
  return { slot: 'annotationZarr', path, from: part.key, bytes };
}

function mrcOutput(part: AnnotationPart, context: IngestContext, bytes: number | null = null): PlannedOutput {
  return fileOutput(part, 'mrc', context, bytes);
}
