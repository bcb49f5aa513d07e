export { type BlockPlace, blocksInChunk, blocksPerChunk, type ChunkPart, chunkParts } from './chunk-parts.js';
export { type Level, type PyramidPlan, planPyramid } from './pyramid-plan.js';
export { type Unit, unitAtLevel, unitsOf } from './units.js';
