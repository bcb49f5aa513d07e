export { type BlockPlace, blocksInChunk, blocksPerChunk, type ChunkPart, chunkParts } from './chunk-parts.js';
export type { KindFacts } from './kind-facts.js';
export { type Level, levelCount, levelShape, type PyramidPlan, planPyramid } from './pyramid-plan.js';
export { type Unit, unitAtLevel, unitsOf } from './units.js';
export { type VoxelRun, voxelRuns } from './voxel-runs.js';
