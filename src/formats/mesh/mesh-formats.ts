import { readGlb } from './glb/read-glb.js';
import { parseHff } from './hff/parse-hff.js';
import { parseSff } from './hff/parse-sff.js';
import type { MeshFormat } from './mesh-format.js';
import { parseObj } from './parse-obj.js';
import { parseStl } from './parse-stl.js';
import { parsePly } from './ply/parse-ply.js';
import { beginsWith, isObj, isPly, isStl, isXml } from './sniff-mesh.js';
import { parseVtk } from './vtk/parse-vtk.js';
import { parseVtp } from './vtp/parse-vtp.js';

/** Value of `file_format` that leaves the format to the content of the file. */
export const autoFormat = 'auto';

/** Every kind of mesh file, one row a format. */
export const meshFormats: readonly MeshFormat[] = [
  { name: 'obj', label: 'OBJ', isGroup: false, sniff: isObj, read: parseObj },
  { name: 'stl', label: 'STL', isGroup: false, sniff: isStl, read: parseStl },
  { name: 'vtk', label: 'VTK', isGroup: false, sniff: beginsWith('# vtk DataFile Version'), read: parseVtk },
  { name: 'glb', label: 'GLB', isGroup: false, sniff: beginsWith('glTF'), read: readGlb },
  { name: 'ply', label: 'PLY', isGroup: false, sniff: isPly, read: parsePly },
  { name: 'vtp', label: 'VTK XML', isGroup: false, sniff: isXml('VTKFile'), read: parseVtp },
  { name: 'hff', label: 'EMDB-SFF', isGroup: true, sniff: beginsWith('\x89HDF\r\n\x1a\n'), read: parseHff },
  { name: 'sff', label: 'EMDB-SFF XML', isGroup: true, sniff: isXml('segmentation'), read: parseSff },
];

/** The format of a mesh file, by its extension; else by its first bytes where they are given; null when neither tells. */
export function meshFormatOf(path: string, bytes: Uint8Array | null = null): MeshFormat | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  return meshFormats.find(({ name }) => name === extension) ?? (bytes === null ? null : sniffMesh(bytes));
}

/** The format that a file's content tells; null where it tells none. */
export function sniffMesh(bytes: Uint8Array): MeshFormat | null {
  return meshFormats.find(({ sniff }) => sniff(bytes)) ?? null;
}
