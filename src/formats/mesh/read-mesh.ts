import { FormatError } from '../../errors/index.js';
import { requireFaces, requireFinite } from './check-mesh.js';
import type { TriangleMesh } from './mesh.js';
import { meshFormatOf, meshFormats } from './mesh-formats.js';
import { weldVertices } from './weld-vertices.js';

export interface MeshOptions {
  /** Name of a row of `meshFormats`; absent: what the file's extension or first bytes tell. */
  readonly format?: string | null;
  /** Name of the segment, where a file holds several; absent: the only one. */
  readonly name?: string | null;
}

/**
 * The triangles of a mesh file (OBJ, STL, legacy VTK, GLB or EMDB-SFF), in the file's unit, equal vertices joined.
 * Fails with a FormatError when the format is unknown, the file is not of it, is cut short, names vertices that are not
 * there, or holds no triangles; with an UnsupportedError for a GLB that needs extensions.
 *
 * @example
 * const { vertices, faces } = await readMesh(await readFile('membrane.stl'), 'membrane.stl');
 * console.log(`${vertices.length / 3} vertices, ${faces.length / 3} triangles`);
 */
export async function readMesh(
  bytes: Uint8Array,
  path: string,
  { format = null, name = null }: MeshOptions = {},
): Promise<TriangleMesh> {
  const reader =
    format === null ? meshFormatOf(path, bytes) : meshFormats.find((known) => known.name === format);
  if (reader == null) {
    throw new FormatError('unknown mesh format', {
      path,
      expected: meshFormats.map((known) => known.name).join(', '),
      found: format ?? 'another extension and beginning',
    });
  }
  const mesh = await reader.read(bytes, path, name);
  requireFaces(mesh, path);
  requireFinite(mesh, path);
  return weldVertices(mesh);
}
