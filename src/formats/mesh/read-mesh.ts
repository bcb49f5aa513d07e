import { checkMesh } from './check-mesh.js';
import { parseGlb } from './glb/parse-glb.js';
import { parseHff } from './hff/parse-hff.js';
import type { TriangleMesh } from './mesh.js';
import { parseObj } from './parse-obj.js';
import { parseStl } from './parse-stl.js';
import { parseVtk } from './vtk/parse-vtk.js';
import { weldVertices } from './weld-vertices.js';

export const meshFormats = ['obj', 'stl', 'vtk', 'glb', 'hff'] as const;

export type MeshFormat = (typeof meshFormats)[number];

/**
 * The triangles of a mesh file, equal vertices joined. `name` chooses the segment of an hff file.
 * Fails with a FormatError when the file is not of its format, is cut short, names vertices that are not there,
 * or holds no triangles.
 */
export async function readMesh(
  bytes: Uint8Array,
  format: MeshFormat,
  path: string,
  name: string | null = null,
): Promise<TriangleMesh> {
  return weldVertices(checkMesh(await parse(bytes, format, path, name), path));
}

async function parse(
  bytes: Uint8Array,
  format: MeshFormat,
  path: string,
  name: string | null,
): Promise<TriangleMesh> {
  switch (format) {
    case 'obj':
      return parseObj(bytes, path);
    case 'stl':
      return parseStl(bytes, path);
    case 'vtk':
      return parseVtk(bytes, path);
    case 'glb':
      return parseGlb(bytes, path);
    case 'hff':
      return parseHff(bytes, name, path);
  }
}
