import type { Distance } from './organelles.js';
import type { Point, Scene } from './scene.js';

/** Calls for every voxel of a volume at most `reach` voxels from a point, with its index and distance. */
export function eachVoxelAround(
  [nz, ny, nx]: Scene['shape'],
  [cx, cy, cz]: Point,
  reach: number,
  visit: (index: number, distance: number) => void,
): void {
  const range = (center: number, size: number): [number, number] => [
    Math.max(0, Math.ceil(center - reach)),
    Math.min(size - 1, Math.floor(center + reach)),
  ];
  const [z0, z1] = range(cz, nz);
  const [y0, y1] = range(cy, ny);
  const [x0, x1] = range(cx, nx);
  for (let z = z0; z <= z1; z++) {
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const distance = Math.sqrt((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2);
        if (distance <= reach) visit((z * ny + y) * nx + x, distance);
      }
    }
  }
}

/** Calls for every voxel whose distance from a surface is from `-inwards` to `outwards`, with its index and distance. */
export function eachVoxelNear(
  [nz, ny, nx]: Scene['shape'],
  distanceTo: Distance,
  [inwards, outwards]: readonly [number, number],
  visit: (index: number, distance: number) => void,
): void {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; ) {
        const distance = distanceTo(x, y, z);
        const beyond = Math.max(distance - outwards, -inwards - distance);
        if (beyond <= 0) visit((z * ny + y) * nx + x, distance);
        // Nothing is nearer than half of what a distance says.
        x += Math.max(1, Math.floor(beyond / 2));
      }
    }
  }
}
