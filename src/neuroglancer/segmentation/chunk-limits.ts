/** Voxel counts, in the same order of axes. */
type Shape = readonly [number, number, number];

/** Voxels of the largest chunk that is decoded. */
export const largestChunk = 2 ** 26;
/** Bytes that a voxel may take where every voxel is a block of its own. */
const bytesPerVoxel = 16;
const smallest = 65_536;

/**
 * Bytes that the file of a chunk of at most `largestChunk` voxels may have: blocks are stored whole, also where they reach
 * beyond the chunk, with up to four bytes a voxel for its value and as many for a label of its own.
 */
export function largestChunkFile(shape: Shape, block: Shape): number {
  const voxels = shape[0] * shape[1] * shape[2];
  const blocks = shape.reduce((count, length, axis) => count * Math.ceil(length / (block[axis] ?? 1)), 1);
  const stored = blocks * (8 + 8 * block[0] * block[1] * block[2]);
  return smallest + Math.min(largestChunk * bytesPerVoxel, Math.max(voxels * bytesPerVoxel, stored));
}
