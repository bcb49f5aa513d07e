import { blockLength, encodeSegmentationChunk } from '../../../neuroglancer/segmentation/index.js';
import { triple } from '../../../neuroglancer/triple.js';
import type { AppendFile } from '../../../storage/index.js';
import type { Kernels, LabelBounds, Offset, Planes } from '../../../volume/kernels/index.js';

import { kernelLabels } from './kernel-labels.js';
import type { MaskBlock } from './mask-block.js';
import { type StoredPiece, storePiece } from './surface-pieces.js';

/** A chunk as it is stored, and where the surfaces in it are kept. */
export interface MaskChunk {
  readonly bytes: Uint8Array;
  readonly pieces: readonly StoredPiece[];
}

/** Encodes the chunk of a block of uint16 labels that lies in the kernels' memory, and appends the surface of each label to a file. */
export function makeMaskChunk(
  kernels: Kernels,
  offset: Offset,
  block: MaskBlock,
  surfaces: AppendFile,
): MaskChunk {
  const { origin, extent, rim, chunk } = block;
  const [rowStride, planeStride] = [extent[2] * 2, extent[1] * extent[2] * 2];
  const placeAt = (z: number, y: number, x: number): Planes => ({
    offset: offset + z * planeStride + y * rowStride + x * 2,
    rowStride,
    planeStride,
  });
  const whole = { planes: extent[0], rows: extent[1], columns: extent[2] };
  const bounds = kernels.labelBounds(placeAt(0, 0, 0), whole);
  const labels = kernelLabels(kernels, placeAt(...rim));
  const bytes = encodeSegmentationChunk(labels, chunk, [blockLength, blockLength, blockLength]);
  const pieces: StoredPiece[] = [];
  for (const [label, { first, last }] of bounds) {
    const { from, count } = surrounding(extent, first, last);
    const surface = kernels.surface(
      placeAt(...from),
      { planes: count[0], rows: count[1], columns: count[2] },
      label,
    );
    if (surface.triangles.length === 0) continue;
    const place = {
      origin: [origin[2] + from[2], origin[1] + from[1], origin[0] + from[0]],
      size: [count[2], count[1], count[0]],
    } as const;
    pieces.push(storePiece(surfaces, label, surface, place));
  }
  return { bytes, pieces };
}

/** A label's voxels with one more on every side, where the block has one. */
function surrounding(extent: MaskBlock['extent'], first: LabelBounds['first'], last: LabelBounds['last']) {
  const from = triple((axis) => Math.max(0, first[axis] - 1));
  const count = triple((axis) => Math.min(extent[axis], last[axis] + 2) - from[axis]);
  return { from, count };
}
