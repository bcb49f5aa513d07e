import { FormatError } from '../../errors/index.js';
import type { TriangleMesh } from './mesh.js';

/** Fails with a FormatError when a mesh has no triangles. */
export function requireFaces({ faces }: TriangleMesh, path: string): void {
  if (faces.length > 0) return;
  throw new FormatError('the mesh has no faces', { path, expected: 'triangles', found: 'none' });
}

/** Fails with a FormatError when a coordinate of a mesh is NaN or infinite. */
export function requireFinite({ vertices }: TriangleMesh, path: string): void {
  const odd = vertices.findIndex((value) => !Number.isFinite(value));
  if (odd < 0) return;
  throw new FormatError('a coordinate is not a finite number', {
    path,
    expected: 'finite numbers',
    found: `${vertices[odd]} in vertex ${Math.floor(odd / 3)}`,
  });
}
