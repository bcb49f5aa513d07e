import type { MessagePort } from 'node:worker_threads';
import { triple } from '../../neuroglancer/bounds.js';
import { type BlockLabels, encodeSegmentationChunk } from '../../neuroglancer/compressed-segmentation.js';
import { blockLength } from '../../neuroglancer/segmentation-info.js';
import type { AppendFile, AppendFileHandle } from '../../storage/spill-file.js';
import type { Region } from '../../volume/chunk-grid.js';
import type { Offset, Planes } from '../../volume/kernels/blocks.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { KernelModule } from '../../volume/kernels/wasm-exports.js';
import type { Shape } from '../../volume/volume.js';
import { type LabelSurface, type StoredPiece, storePiece } from './mask-surface.js';

export interface MaskWorkerData {
  readonly kernelModule: KernelModule;
  readonly surfaces: AppendFileHandle;
  readonly meshes: AppendFileHandle;
}

/** A chunk to be made; labels are uint16 in shared memory. */
interface ChunkTask {
  readonly block: MaskBlock;
  readonly labels: Uint8Array<SharedArrayBuffer>;
  /** Gets a message when the labels are copied, so that their memory can be reused. */
  readonly copied: MessagePort;
}

/** What a worker does: a chunk, or the mesh of a label's surface. */
export type MaskTask = ChunkTask | { readonly surface: LabelSurface };

/** An encoded chunk, and the stored surfaces of its labels. */
export type MaskChunk = ReturnType<typeof makeMaskChunk>;

/**
 * Encodes the chunk of a block (Neuroglancer compressed segmentation), and appends the surface of each of its labels to
 * a file. `offset` is that of the block's uint16 labels in the kernels' memory.
 */
export function makeMaskChunk(kernels: Kernels, offset: Offset, block: MaskBlock, surfaces: AppendFile) {
  const { origin, extent, rim, chunk } = block;
  const [rowStride, planeStride] = [extent[2] * 2, extent[1] * extent[2] * 2];
  const planesAt = (z: number, y: number, x: number): Planes => ({
    offset: offset + z * planeStride + y * rowStride + x * 2,
    rowStride,
    planeStride,
  });
  const bounds = kernels.labelBounds(planesAt(0, 0, 0), boxOf(extent));
  const labels = kernelLabels(kernels, planesAt(...rim));
  const bytes = encodeSegmentationChunk(labels, chunk, [blockLength, blockLength, blockLength]);
  const pieces: StoredPiece[] = [];
  for (const [label, { first, last }] of bounds) {
    // With a margin of one voxel, as far as the block reaches.
    const from = triple((axis) => Math.max(0, first[axis] - 1));
    const count = triple((axis) => Math.min(extent[axis], last[axis] + 2) - from[axis]);
    const surface = kernels.surface(planesAt(...from), boxOf(count), label);
    if (surface.triangles.length === 0) continue;
    const surfaceBlock = {
      origin: [origin[2] + from[2], origin[1] + from[1], origin[0] + from[0]],
      size: [count[2], count[1], count[0]],
    } as const;
    pieces.push(storePiece(surfaces, label, surface, surfaceBlock));
  }
  return { bytes, pieces };
}

/**
 * The voxels of a mask that one chunk needs: its own, the first ones of the following chunks, and a margin of zeros at
 * the edges of the volume, so that every surface is closed.
 */
export interface MaskBlock extends Region {
  /** Voxels of the block before the chunk. */
  readonly rim: Shape;
  /** Shape of the chunk in voxels. */
  readonly chunk: Shape;
}

export function maskBlock({ origin: start, extent: chunk }: Region): MaskBlock {
  const rim = triple((axis) => (start[axis] === 0 ? 1 : 0));
  return {
    origin: triple((axis) => start[axis] - rim[axis]),
    extent: triple((axis) => chunk[axis] + rim[axis] + 1),
    rim,
    chunk,
  };
}

/** Returns a shape (z, y, x) as the kernels name its sides. */
const boxOf = ([planes, rows, columns]: Shape) => ({ planes, rows, columns });

/** Returns the labels of a chunk for the encoder; `chunk` is its first voxel in the kernels' memory. */
export function kernelLabels(kernels: Kernels, chunk: Planes): BlockLabels {
  const locate = ({ origin: [z, y, x], extent }: Region) => ({
    voxels: { ...chunk, offset: chunk.offset + z * chunk.planeStride + y * chunk.rowStride + x * 2 },
    extent: boxOf(extent),
  });
  return {
    distinct(block) {
      const { voxels, extent } = locate(block);
      return kernels.distinctLabels(voxels, extent);
    },
    pack(block, labels, bits, shape) {
      const { voxels, extent } = locate(block);
      return kernels.packLabels(voxels, extent, { labels, bits, block: boxOf(shape) });
    },
  };
}
