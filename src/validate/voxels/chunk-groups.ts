import { type ChunkLocation, chunkAt, gridIndices, gridOf } from '../../volume/chunk-grid.js';
import type { Shape } from '../../volume/volume.js';

/**
 * Every chunk of an array, those that make one chunk of the next level side by side: `factor` is how many of them do
 * along each axis.
 */
export function* chunksInGroups(shape: Shape, chunk: Shape, factor: Shape): Generator<ChunkLocation> {
  const grid = gridOf(shape, chunk);
  for (const group of gridIndices(gridOf(grid, factor))) {
    const { origin: start, extent } = chunkAt(group, grid, factor);
    for (const [z, y, x] of gridIndices(extent)) {
      yield chunkAt([start[0] + z, start[1] + y, start[2] + x], shape, chunk);
    }
  }
}

/** The first, middle and last of a list, or all of a shorter one. */
export function sampleOf<Item>(items: readonly Item[]): Item[] {
  if (items.length <= 3) return [...items];
  return [0, items.length >> 1, items.length - 1].map((index) => items[index] as Item);
}
