import { type MeshFormat, readMesh as readMeshFile, type TriangleMesh } from '../formats/mesh/index.js';

export type { MeshFormat, TriangleMesh };

/** How a mesh is read. */
export interface ReadMeshOptions {
  readonly format: MeshFormat;
  /** Names the file in messages. */
  readonly path?: string;
  /** Segment of an hff file. */
  readonly name?: string | null;
}

/**
 * The triangles of a mesh file, equal vertices joined, in the file's unit. Fails with a FormatError when the bytes are not of the
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
  { format, path = 'mesh', name = null }: ReadMeshOptions,
): Promise<TriangleMesh> {
  return readMeshFile(bytes, format, path, name);
}
