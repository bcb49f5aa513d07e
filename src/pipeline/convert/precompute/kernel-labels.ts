import type { BlockLabels, LabelBlock } from '../../../neuroglancer/segmentation/index.js';
import type { Kernels, Planes } from '../../../volume/kernels/index.js';

/** The labels of a chunk whose first voxel lies at a place in the memory of kernels. */
export function kernelLabels(kernels: Kernels, chunk: Planes): BlockLabels {
  const placeOf = ({ origin: [z, y, x], extent }: LabelBlock) => ({
    voxels: { ...chunk, offset: chunk.offset + z * chunk.planeStride + y * chunk.rowStride + x * 2 },
    extent: { planes: extent[0], rows: extent[1], columns: extent[2] },
  });
  return {
    distinct(block) {
      const { voxels, extent } = placeOf(block);
      return kernels.distinctLabels(voxels, extent);
    },
    pack(block, labels, bits, [planes, rows, columns]) {
      const { voxels, extent } = placeOf(block);
      return kernels.packLabels(voxels, extent, { labels, bits, block: { planes, rows, columns } });
    },
  };
}
