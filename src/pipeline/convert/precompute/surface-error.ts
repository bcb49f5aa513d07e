import type { Triple } from '../../../neuroglancer/triple.js';

/** Triangles of a surface that are simplified at a time: with what belongs to them they fit into a processor's cache. */
export const patchTriangles = 60_000;

/** Voxels that a simplified surface may lie off, however small and however large it is. */
const [least, most] = [0.25, 0.5] as const;
const shareOfSize = 1 / 128;

/**
 * How far the finest mesh of a label may lie off its surface: a 128th of the second longest side of the surface's bounds, in
 * voxels, and at least a quarter and at most half a voxel. The surface is half-way between voxels, so it is not known better.
 */
export function surfaceError(sides: Triple): number {
  const [, second = 0] = [...sides].sort((first, other) => other - first);
  return Math.min(most, Math.max(least, second * shareOfSize));
}
