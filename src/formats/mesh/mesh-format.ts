import type { TriangleMesh } from './mesh.js';

/** A kind of mesh file: how it is named, recognised and read. */
export interface MeshFormat {
  /** As `file_format` of the configuration, and as extension of files. */
  readonly name: string;
  /** As messages name it. */
  readonly label: string;
  /** Whether a file holds named meshes, of which one is chosen. */
  readonly isGroup: boolean;
  /** Whether a file of any name begins like one; always false where the format has no beginning of its own. */
  sniff(bytes: Uint8Array): boolean;
  /** The triangles as the file has them; `name` chooses the mesh of a group. Fails with a FormatError or an UnsupportedError. */
  read(bytes: Uint8Array, path: string, name: string | null): TriangleMesh | Promise<TriangleMesh>;
}
