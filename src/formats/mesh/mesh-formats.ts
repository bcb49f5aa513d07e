import { readGlb } from './glb/read-glb.js';
import { parseHff } from './hff/parse-hff.js';
import type { MeshFormat } from './mesh-format.js';
import { parseObj } from './parse-obj.js';
import { parseStl } from './parse-stl.js';
import { parseVtk } from './vtk/parse-vtk.js';

/** Every kind of mesh file, one row a format. */
export const meshFormats: readonly MeshFormat[] = [
  { name: 'obj', label: 'OBJ', isGroup: false, sniff: () => false, read: parseObj },
  { name: 'stl', label: 'STL', isGroup: false, sniff: beginsWith('solid '), read: parseStl },
  { name: 'vtk', label: 'VTK', isGroup: false, sniff: beginsWith('# vtk DataFile Version'), read: parseVtk },
  { name: 'glb', label: 'GLB', isGroup: false, sniff: beginsWith('glTF'), read: readGlb },
  { name: 'hff', label: 'EMDB-SFF', isGroup: true, sniff: beginsWith('\x89HDF\r\n\x1a\n'), read: parseHff },
];

/** The format of a mesh file, by its extension; else by its first bytes where they are given; null when neither tells. */
export function meshFormatOf(path: string, bytes: Uint8Array | null = null): MeshFormat | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  return (
    meshFormats.find(({ name }) => name === extension) ??
    (bytes === null ? null : (meshFormats.find(({ sniff }) => sniff(bytes)) ?? null))
  );
}

function beginsWith(start: string): (bytes: Uint8Array) => boolean {
  return (bytes) => [...start].every((character, at) => bytes[at] === character.charCodeAt(0));
}
