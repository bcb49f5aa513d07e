import { type MeshOptions, readMesh as readMeshFile, type TriangleMesh } from '../formats/mesh/index.js';

export type { TriangleMesh };

/** How a mesh is read. */
export interface ReadMeshOptions extends MeshOptions {
  /** Names the file in messages; its extension tells the format where `format` does not. */
  readonly path?: string;
}

/**
 * The triangles of a mesh file, equal vertices joined, in the file's unit. Fails with a FormatError when the bytes are of no known
 * format, are cut short or hold no triangles.
 *
 * @example
 * ```js
 * import { readMesh } from 'cryoet-ingest';
 *
 * const text = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';
 * const { vertices, faces } = await readMesh(new TextEncoder().encode(text), { format: 'obj' });
 * console.log(vertices.length / 3); // 3
 * console.log(faces.length / 3); // 1
 * ```
 */
export function readMesh(
  bytes: Uint8Array,
  { path = 'mesh', ...options }: ReadMeshOptions = {},
): Promise<TriangleMesh> {
  return readMeshFile(bytes, path, options);
}
