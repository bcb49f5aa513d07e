import type { PictureFacts } from '../../formats/picture/picture-formats.js';
import type { PrecomputedReader } from '../../neuroglancer/precomputed-reader.js';
import { publishedShape } from '../../tree/entities/annotation-shapes.js';
import type { VolumeContext } from '../contexts/acquisition.js';
import type { IssueTally, PrecomputeContext, PrecomputeFacts } from '../contexts/reconstructions.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Looks into the voxels of volumes, and into precomputed directories and pictures. */
export interface VoxelScanner {
  /** Never fails for what the volume holds. */
  scan(volume: VolumeContext): Promise<VoxelFacts>;
  /** Never fails for what the directory holds. */
  scanPrecompute(precompute: PrecomputeContext): Promise<PrecomputeFacts>;
  /** Fails with a FormatError for what is not a picture that can be shown. */
  readonly scanPicture: (content: Uint8Array, path: string) => Promise<PictureFacts>;
  close(): Promise<void>;
}

/** The first voxel of a label along x, y and z, and the one behind its last. */
export interface LabelBounds {
  readonly lower: number[];
  readonly upper: number[];
}

/** What a look into a precomputed directory works with. */
export interface PrecomputeScan {
  readonly context: PrecomputeContext;
  /** Its issues go to the tally. */
  readonly reader: PrecomputedReader;
  readonly tally: IssueTally;
  /** Where each label lies, in voxels x, y, z, as far as chunks were decoded; empty where not all were. */
  readonly labelBounds: Map<number, LabelBounds>;
  /** A few shards, chunks and meshes only. */
  readonly isSample: boolean;
}

/** Lines that stand for an oriented point. */
const linesPerPoint = 3;

/** Annotations that a precomputed directory must hold, by the points that it is made from; null where these cannot be counted. */
export function annotationCount({ points, shape }: PrecomputeContext): number | null {
  const table = points?.value;
  if (table == null || table.faultCount > 0) return null;
  return publishedShape(shape)?.layer === 'oriented-points' ? table.count * linesPerPoint : table.count;
}

/** Whether a segmentation has voxels: one of a mesh passes for one, and has none. */
export function hasVoxels({ shape }: PrecomputeContext): boolean {
  return shape.endsWith('mask');
}
