export { type RelionTilts, relionTilts } from './relion-tilts.js';
export { type WarpTilts, warpTilts } from './warp-tilts.js';
