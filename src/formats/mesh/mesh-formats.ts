import { FormatError, fileError } from '../../base/errors.js';
import type { Pause } from '../../base/pause.js';
import { isXml } from '../file-head.js';
import { isHdf5 } from '../hdf5.js';
import { latin1, splitLines } from '../text.js';
import { readGlb } from './glb.js';
import { type MeshFormat, requireFaces, requireFinite, type TriangleMesh } from './mesh.js';
import { parseObj } from './obj.js';
import { parsePly } from './ply.js';
import { hff, sff } from './sff.js';
import { parseStl } from './stl.js';
import { surf } from './surf.js';
import { parseVtk } from './vtk.js';
import { parseVtp } from './vtp.js';
import { weldVertices } from './weld.js';

export interface MeshOptions {
  /** Name of a row of `meshFormats`; `auto` detects it by the content; absent: by extension, then by content. */
  readonly format?: string | null;
  /** Name of the segment in a file with several; absent: the only one. */
  readonly name?: string | null;
}

/** Value of `file_format` that detects the format by the content of the file. */
export const autoFormat = 'auto';

/** All mesh formats, one row a format. */
export const meshFormats: readonly MeshFormat[] = [
  { name: 'obj', label: 'OBJ', sniff: isObj, read: parseObj },
  { name: 'stl', label: 'STL', sniff: isStl, read: parseStl, isWelded: true },
  { name: 'vtk', label: 'VTK', sniff: beginsWith(/^# vtk DataFile Version/), read: parseVtk },
  { name: 'glb', label: 'GLB', sniff: beginsWith(/^glTF/), read: readGlb },
  { name: 'ply', label: 'PLY', sniff: beginsWith(/^ply[ \t]*[\r\n]/), read: parsePly },
  { name: 'vtp', label: 'VTK XML', sniff: isXml('VTKFile'), read: parseVtp },
  { name: 'hff', label: 'EMDB-SFF', sniff: isHdf5, ...hff },
  { name: 'sff', label: 'EMDB-SFF XML', sniff: isXml('segmentation'), ...sff },
  { name: 'surf', label: 'HyperSurface', sniff: beginsWith(/^# HyperSurface /), ...surf },
];

/**
 * Reads the triangles of a mesh file (OBJ, STL, legacy VTK, VTK XML, PLY, GLB, EMDB-SFF or HyperSurface), in the unit
 * of the file, with equal vertices joined. Long texts are read with pauses, which may fail. Fails with a FormatError if
 * the format is unknown, or the file is of another format, is truncated, refers to missing vertices or has no triangles;
 * with an UnsupportedError for anything but surfaces, and for a GLB that requires extensions.
 *
 * @example
 * const { vertices, faces } = await readMesh(await readFile('membrane.stl'), 'membrane.stl');
 * console.log(`${vertices.length / 3} vertices, ${faces.length / 3} triangles`);
 */
export async function readMesh(
  bytes: Uint8Array,
  path: string,
  { format = null, name = null }: MeshOptions = {},
  pause?: Pause,
): Promise<TriangleMesh> {
  const reader =
    format === null
      ? meshFormatOf(path, bytes)
      : format === autoFormat
        ? sniffMesh(bytes)
        : meshFormats.find((known) => known.name === format);
  if (reader == null) {
    const expected = meshFormats.map((known) => known.name).join(', ');
    const found = format === null || format === autoFormat ? 'another extension and beginning' : format;
    throw fileError('unknown mesh format', { path, hint: 'set file_format' }, expected, found);
  }
  let mesh: TriangleMesh;
  try {
    mesh = await reader.read(bytes, path, name, pause);
  } catch (error) {
    // An error also names the format that the file looks like, if it is another one.
    const other = reader.sniff(bytes) ? null : sniffMesh(bytes);
    if (!(error instanceof FormatError) || other === null) throw error;
    throw error.withHint(`this looks like ${other.label}: set file_format to ${other.name} or auto`);
  }
  requireFaces(mesh, path);
  requireFinite(mesh, path);
  return reader.isWelded === true ? mesh : weldVertices(mesh);
}

/** Returns the format of a mesh file by its extension, else by its first bytes if given; null if neither is known. */
export function meshFormatOf(path: string, bytes: Uint8Array | null = null): MeshFormat | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  return meshFormats.find(({ name }) => name === extension) ?? (bytes === null ? null : sniffMesh(bytes));
}

/** Returns the format that a file's content begins like; null if there is none. */
function sniffMesh(bytes: Uint8Array): MeshFormat | null {
  return meshFormats.find(({ sniff }) => sniff(bytes)) ?? null;
}

/** Returns a test of files whose first 64 bytes, one a character, match a pattern. */
function beginsWith(pattern: RegExp): (bytes: Uint8Array) => boolean {
  return (bytes) => pattern.test(latin1(bytes.subarray(0, 64)));
}

/** True for an STL file: its size fits its stated number of facets, or it begins with the word `solid` in any case. */
function isStl(bytes: Uint8Array): boolean {
  if (/^\s*solid(?:[ \t\r\n]|$)/i.test(latin1(bytes.subarray(0, 256)))) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length >= 134 && bytes.length === 84 + 50 * view.getUint32(80, true);
}

/** True for an OBJ file: its first lines that are neither blank nor comments have its keywords. */
function isObj(bytes: Uint8Array): boolean {
  const lines = splitLines(latin1(bytes.subarray(0, 65_536)))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 8);
  const first = lines.slice(0, -1);
  return first.length > 0 && first.every((line) => /^(?:v|vn|vt|f|o|g|s|l|p|mtllib|usemtl)\s/.test(line));
}
