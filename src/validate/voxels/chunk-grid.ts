import type { Shape } from '../../volume/volume.js';

/** A chunk of a level: its number along z, y, x, where it begins, and how much of it lies in the level. */
export interface ChunkPlace {
  readonly index: Shape;
  readonly origin: Shape;
  readonly extent: Shape;
}

/** Chunks of an array along each axis. */
export function gridOf(shape: Shape, chunk: Shape): Shape {
  const along = (axis: 0 | 1 | 2) => Math.ceil(shape[axis] / chunk[axis]);
  return [along(0), along(1), along(2)];
}

/** The chunk of a number along z, y, x, cut where the array ends. */
export function chunkAt(index: Shape, shape: Shape, chunk: Shape): ChunkPlace {
  const origin: Shape = [index[0] * chunk[0], index[1] * chunk[1], index[2] * chunk[2]];
  const within = (axis: 0 | 1 | 2) => Math.min(chunk[axis], shape[axis] - origin[axis]);
  return { index, origin, extent: [within(0), within(1), within(2)] };
}

/**
 * Every chunk of an array, those that make one chunk of the next level side by side: `factor` is how many of them do
 * along each axis.
 */
export function* chunksInGroups(shape: Shape, chunk: Shape, factor: Shape): Generator<ChunkPlace> {
  const grid = gridOf(shape, chunk);
  const groups = gridOf(grid, factor);
  for (const group of indices(groups)) {
    const start: Shape = [group[0] * factor[0], group[1] * factor[1], group[2] * factor[2]];
    const count = (axis: 0 | 1 | 2) => Math.min(factor[axis], grid[axis] - start[axis]);
    for (const [z, y, x] of indices([count(0), count(1), count(2)])) {
      yield chunkAt([start[0] + z, start[1] + y, start[2] + x], shape, chunk);
    }
  }
}

/** The numbers of the chunks that a box has a part in. */
export function* chunksAcross(start: Shape, size: Shape, chunk: Shape): Generator<Shape> {
  const first = (axis: 0 | 1 | 2) => Math.floor(start[axis] / chunk[axis]);
  const count = (axis: 0 | 1 | 2) =>
    Math.floor((start[axis] + size[axis] - 1) / chunk[axis]) - first(axis) + 1;
  for (const [z, y, x] of indices([count(0), count(1), count(2)])) {
    yield [first(0) + z, first(1) + y, first(2) + x];
  }
}

function* indices([nz, ny, nx]: Shape): Generator<Shape> {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) yield [z, y, x];
  }
}

/** The first, middle and last of a list, or all of a shorter one. */
export function sampleOf<Item>(items: readonly Item[]): Item[] {
  if (items.length <= 3) return [...items];
  return [0, items.length >> 1, items.length - 1].map((index) => items[index] as Item);
}
