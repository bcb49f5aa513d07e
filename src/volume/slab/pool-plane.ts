/** One section of a volume, rows of y from the first. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly samples: ArrayLike<number>;
}

/** Pixels that a section is shown with at most, along either side. */
const largestSide = 384;

/** Blocks of samples that become one pixel. */
export interface PoolGrid {
  readonly width: number;
  readonly height: number;
  /** Samples along a block. */
  readonly step: number;
}

/** Square blocks, as few as it takes for a plane to be shown with at most 384 pixels along either side. */
export function poolGrid({ width, height }: Plane): PoolGrid {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / largestSide));
  return { width: Math.ceil(width / step), height: Math.ceil(height / step), step };
}

/** Mean of each block; samples that are not numbers are left out, a block of nothing else is NaN. */
export function poolMean(plane: Plane, grid: PoolGrid): Float64Array {
  const counts = new Float64Array(grid.width * grid.height);
  const sums = new Float64Array(grid.width * grid.height);
  eachSample(plane, grid, (pixel, index) => {
    const value = plane.samples[index] as number;
    if (!Number.isFinite(value)) return;
    (sums[pixel] as number) += value;
    (counts[pixel] as number) += 1;
  });
  return sums.map((sum, pixel) => sum / (counts[pixel] as number));
}

/**
 * Of each block the difference b − a that is farthest from 0, so that a single voxel shows; NaN where a number stands
 * against none.
 */
export function poolDifference(a: Plane, b: Plane, grid: PoolGrid): Float64Array {
  const farthest = new Float64Array(grid.width * grid.height);
  eachSample(a, grid, (pixel, index) => {
    const [before, after] = [a.samples[index] as number, b.samples[index] as number];
    if (Object.is(before, after) || before === after) return;
    const difference = after - before;
    const known = farthest[pixel] as number;
    if (!Number.isNaN(known) && !(Math.abs(difference) <= Math.abs(known))) farthest[pixel] = difference;
  });
  return farthest;
}

function eachSample(
  { width, height }: Plane,
  grid: PoolGrid,
  visit: (pixel: number, index: number) => void,
): void {
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / grid.step) * grid.width;
    for (let x = 0; x < width; x++) visit(row + Math.floor(x / grid.step), y * width + x);
  }
}
