export { Arena } from './arena.js';
export type { Extent, Extent3, Offset, Planes, Rows, VoxelType } from './blocks.js';
export {
  type BlockCodec,
  type FrameContent,
  frameFlags,
  framePreludeBytes,
  scatteredFramePrelude,
} from './blosc-frame.js';
export { type BloscHeader, bloscFlags, bloscHeaderBytes, readBloscHeader } from './blosc-header.js';
export { type Comparison, mergeComparisons, noComparison, type Tolerance } from './comparison.js';
export { KernelPool, type KernelSource } from './kernel-pool.js';
export type {
  Kernels,
  LabelBounds,
  LabelPacking,
  LineForm,
  MaskRule,
  NumberLines,
  VoxelSurface,
} from './kernels.js';
export { compileKernels, compileSharedKernels, instantiateKernels, loadKernels } from './load-kernels.js';
export { type SampleFormat, sourceRowBytes } from './sample-format.js';
export { finishStatistics, mergeStatistics, noStatistics, type PartialStatistics } from './statistics.js';

export { type KernelModule, type SharedKernelModule, voxelBytes } from './wasm-exports.js';
