import { FormatError } from '../../errors/index.js';
import { requireFaces, requireFinite } from './check-mesh.js';
import type { TriangleMesh } from './mesh.js';
import type { MeshFormat } from './mesh-format.js';
import { autoFormat, meshFormatOf, meshFormats, sniffMesh } from './mesh-formats.js';
import { weldVertices } from './weld-vertices.js';

export interface MeshOptions {
  /** Name of a row of `meshFormats`, or `auto`: what its content tells; absent: what extension or content tell. */
  readonly format?: string | null;
  /** Name of the segment, where a file holds several; absent: the only one. */
  readonly name?: string | null;
}

/**
 * The triangles of a mesh file (OBJ, STL, legacy VTK, VTK XML, PLY, GLB or EMDB-SFF), in the file's unit, equal vertices
 * joined. Fails with a FormatError when the format is unknown, the file is not of it, is cut short, names vertices that are
 * not there, or holds no triangles; with an UnsupportedError for what is not a surface and for a GLB that needs extensions.
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
    format === null
      ? meshFormatOf(path, bytes)
      : format === autoFormat
        ? sniffMesh(bytes)
        : meshFormats.find((known) => known.name === format);
  if (reader == null) {
    throw new FormatError('unknown mesh format', {
      path,
      expected: meshFormats.map((known) => known.name).join(', '),
      found: format === null || format === autoFormat ? 'another extension and beginning' : format,
      hint: 'set file_format',
    });
  }
  const mesh = await readAs(reader, bytes, path, name);
  requireFaces(mesh, path);
  requireFinite(mesh, path);
  return weldVertices(mesh);
}

/** A reader that refuses a file tells what the file looks like. */
async function readAs(
  reader: MeshFormat,
  bytes: Uint8Array,
  path: string,
  name: string | null,
): Promise<TriangleMesh> {
  try {
    return await reader.read(bytes, path, name);
  } catch (error) {
    const other = reader.sniff(bytes) ? null : sniffMesh(bytes);
    if (!(error instanceof FormatError) || other === null) throw error;
    const hint = [
      `this looks like ${other.label}: set file_format to ${other.name} or auto`,
      error.facts.hint,
    ];
    throw new FormatError(error.message, {
      ...error.facts,
      hint: hint.filter((part) => part !== undefined).join('; '),
      cause: error,
    });
  }
}
