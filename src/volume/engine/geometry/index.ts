export {
  type BlockLocation,
  blocksInChunk,
  blocksPerChunk,
  type ChunkPiece,
  chunkPieces,
} from './chunk-pieces.js';
export { type Level, type PyramidPlan, planPyramid } from './pyramid-plan.js';
export { type Unit, unitAtLevel, unitsOf } from './units.js';
