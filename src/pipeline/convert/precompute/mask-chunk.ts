import type { SurfaceBlock, SurfacePiece } from '../../../neuroglancer/mesh/index.js';
import {
  blockLength,
  type ChunkExtent,
  encodeSegmentationChunk,
} from '../../../neuroglancer/segmentation/index.js';
import type { Kernels } from '../../../volume/kernels/index.js';
import type { RowVolume } from '../../../volume/samples/index.js';
import { readLabels } from '../../../volume/source/index.js';
import { type LabelBounds, labelBounds } from './label-bounds.js';

type Triple = readonly [z: number, y: number, x: number];

/** A label's input of the surfaces of a chunk. */
export interface ChunkSurface {
  readonly label: number;
  readonly input: SurfacePiece;
  readonly block: SurfaceBlock;
}

/** A chunk as it is stored, and the surfaces in it, made one after the other as they are asked for. */
export interface MaskChunk {
  readonly bytes: Uint8Array;
  surfaces(): Generator<ChunkSurface>;
}

/**
 * Reads a chunk with the first voxels of the chunks behind it, and with a rim of zeros where
 * the volume begins and ends, so that every surface is closed. It lies in the kernels' memory.
 */
export async function readMaskChunk(
  volume: RowVolume,
  { from: low, to: high }: ChunkExtent,
  kernels: Kernels,
): Promise<MaskChunk> {
  const start: Triple = [low[2], low[1], low[0]];
  const size: Triple = [high[2] - low[2], high[1] - low[1], high[0] - low[0]];
  const rim = triple((axis) => (start[axis] === 0 ? 1 : 0));
  const blockStart = triple((axis) => start[axis] - rim[axis]);
  const shape = triple((axis) => size[axis] + rim[axis] + 1);
  const offset = await readLabels(volume, { origin: blockStart, extent: shape }, kernels);
  const [rowVoxels, planeVoxels] = [shape[2], shape[1] * shape[2]];
  const { buffer, byteOffset } = kernels.arena.bytes(offset, shape[0] * planeVoxels * 2);
  const labels = new Uint16Array(buffer, byteOffset, shape[0] * planeVoxels);
  // Surfaces may let the memory grow and detach these labels: nothing reads them after this.
  const bounds = labelBounds(labels, shape);
  const bytes = encodeSegmentationChunk(labels, size, [blockLength, blockLength, blockLength], {
    first: rim[0] * planeVoxels + rim[1] * rowVoxels + rim[2],
    rowVoxels,
    planeVoxels,
  });
  return {
    bytes,
    *surfaces() {
      for (const [label, { first, last }] of bounds) {
        const surface = surfaceOf(label, first, last);
        if (surface.input.triangles.length > 0) yield surface;
      }
    },
  };

  function surfaceOf(label: number, first: LabelBounds['first'], last: LabelBounds['last']): ChunkSurface {
    const from = triple((axis) => Math.max(0, first[axis] - 1));
    const count = triple((axis) => Math.min(shape[axis], last[axis] + 2) - from[axis]);
    const at = offset + 2 * (from[0] * planeVoxels + from[1] * rowVoxels + from[2]);
    const input = kernels.surface(
      { offset: at, rowStride: rowVoxels * 2, planeStride: planeVoxels * 2 },
      { planes: count[0], rows: count[1], columns: count[2] },
      label,
    );
    return {
      label,
      input,
      block: {
        origin: [blockStart[2] + from[2], blockStart[1] + from[1], blockStart[0] + from[0]],
        size: [count[2], count[1], count[0]],
      },
    };
  }
}

function triple(value: (axis: 0 | 1 | 2) => number): [number, number, number] {
  return [value(0), value(1), value(2)];
}
