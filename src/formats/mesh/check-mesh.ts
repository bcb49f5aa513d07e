import { FormatError } from '../../errors/index.js';
import type { TriangleMesh } from './mesh.js';

/** The mesh itself; fails with a FormatError when it has no triangles or places that are no numbers. */
export function checkMesh(mesh: TriangleMesh, path: string): TriangleMesh {
  if (mesh.faces.length === 0) {
    throw new FormatError('the mesh has no faces', { path, expected: 'triangles', found: 'none' });
  }
  const odd = mesh.vertices.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) {
    throw new FormatError('a vertex is no place', {
      path,
      expected: 'finite numbers',
      found: `${mesh.vertices[odd]} in vertex ${Math.floor(odd / 3)}`,
    });
  }
  return mesh;
}
