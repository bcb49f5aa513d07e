import type { Shape } from '../../volume/volume.js';

/** A part of a volume: where it starts and how large it is, in voxels. */
export interface Region {
  readonly start: Shape;
  readonly shape: Shape;
}

/** Voxels of a shape. */
export function voxelCount([z, y, x]: Shape): number {
  return z * y * x;
}

/** Whether two shapes have the same extents. */
export function isSameShape(a: Shape, b: Shape): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** The grid that two volumes are walked in: that of the smaller chunks, whichever comes first. */
export function commonGrid(a: Shape, b: Shape): Shape {
  const order = voxelCount(a) - voxelCount(b) || a[0] - b[0] || a[1] - b[1];
  return order <= 0 ? a : b;
}

/** Index of every block of a grid, last axis fastest. */
export function* gridIndices(shape: Shape, block: Shape): Generator<Shape> {
  const [nz, ny, nx] = shape.map((extent, axis) => Math.ceil(extent / (block[axis] as number))) as [
    number,
    number,
    number,
  ];
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) yield [z, y, x];
    }
  }
}

/** The part of a volume that a block covers; what hangs over the end is cut off. */
export function blockRegion(index: Shape, block: Shape, shape: Shape): Region {
  const start = index.map((at, axis) => at * (block[axis] as number)) as unknown as [number, number, number];
  const clipped = start.map((at, axis) => Math.min(block[axis] as number, (shape[axis] as number) - at));
  return { start, shape: clipped as unknown as Shape };
}

/** The voxel of a sample of a region that is stored without gaps. */
export function voxelOfRegion({ start, shape }: Region): (index: number) => Shape {
  const [, ny, nx] = shape;
  return (index) => [
    start[0] + Math.floor(index / (ny * nx)),
    start[1] + (Math.floor(index / nx) % ny),
    start[2] + (index % nx),
  ];
}
