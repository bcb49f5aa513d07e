export {
  type BlockLocation,
  blocksInChunk,
  blocksPerChunk,
  type ChunkPiece,
  chunkPieces,
} from './chunk-pieces.js';
export { type InnerChunk, innerChunks } from './inner-chunks.js';
export { type Level, type PlanOptions, type PyramidPlan, planPyramid } from './pyramid-plan.js';
export { type Unit, unitAtLevel, unitsOf } from './units.js';
