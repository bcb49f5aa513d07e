import { toNumber } from '../../json/index.js';
import { openVolume, readVolumeHeader } from '../../volume/source/index.js';
import type { Shape, VolumeKind } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../entity.js';
import { ancestor } from '../item.js';
import { storageOf } from '../source-files.js';
import type { AnnotationPart, PartKind } from './annotation-part.js';
import { annotationPath } from './annotation-path.js';

const mrcHeaderBytes = 1024;

/** Voxels of one kind, or numbered by instance: a volume that becomes OME-Zarr and MRC. */
export const maskPart: PartKind = {
  shape: shapeOf,
  async outputs(part, context) {
    const { writeMrc, writeZarr } = context.options;
    const { shape } = await readVolumeHeader(storageOf(part.item, context), part.key);
    const bytes = (isInstances(part) ? 2 : 1) * voxels(shape);
    const [zarr, mrc] = [zarrOutput(part, context), mrcOutput(part, context)];
    return [
      ...(writeZarr ? [{ ...zarr, bytes: Math.round((bytes * 73) / 64) }] : []),
      ...(writeMrc ? [{ ...mrc, bytes: bytes + mrcHeaderBytes }] : []),
    ];
  },
  async importData(part, context, progress) {
    const { writeMrc, writeZarr, binningEdge } = context.options;
    const { options } = part.finder;
    const storage = storageOf(part.item, context);
    const source = await openVolume(storage, part.key, { signal: context.signal });
    try {
      const result = await context.engine.convert({
        source,
        kind: kindOf(part),
        voxelSpacing: Number(ancestor(part.item, 'voxel_spacing')?.name),
        edge: binningEdge,
        timestamp: context.now(),
        mrc: writeMrc ? { storage: context.output, key: mrcOutput(part, context).path } : null,
        zarr: writeZarr ? { storage: context.output, key: zarrOutput(part, context).path } : null,
        mask: {
          label: toNumber(options.mask_label) ?? 1,
          threshold: toNumber(options.threshold) ?? undefined,
        },
        signal: context.signal,
        onProgress: (done, total) => progress.report(done, total),
      });
      const { bytesWritten, warnings } = result;
      if (!result.empty) return { bytesWritten, warnings };
      return { bytesWritten: 0, warnings, skipped: true, notes: ['empty'] };
    } finally {
      await source.close();
    }
  },
  async countObjects(part, context) {
    if (!isInstances(part)) return 0;
    return context.options.writeZarr ? 0 : 0;
  },
};

function shapeOf({ finder }: AnnotationPart): string {
  return finder.shape === 'SemanticSegmentationMask' ? 'SegmentationMask' : finder.shape;
}

function isInstances({ finder }: AnnotationPart): boolean {
  return finder.shape === 'InstanceSegmentationMask';
}

function kindOf(part: AnnotationPart): VolumeKind {
  return isInstances(part) ? 'instance-mask' : 'semantic-mask';
}

function zarrOutput(part: AnnotationPart, context: IngestContext): PlannedOutput {
  const path = annotationPath(part.item, 'annotationZarr', context, { shape: shapeOf(part).toLowerCase() });
  return { slot: 'annotationZarr', path, from: part.key, bytes: null };
}

function mrcOutput(part: AnnotationPart, context: IngestContext): PlannedOutput {
  const variables = { shape: shapeOf(part).toLowerCase(), extension: 'mrc' };
  return {
    slot: 'annotationFile',
    path: annotationPath(part.item, 'annotationFile', context, variables),
    from: part.key,
    bytes: null,
  };
}

function voxels([z, y, x]: Shape): number {
  return z * y * x;
}
