import { FormatError } from '../../../errors/index.js';
import type { TriangleMesh } from '../mesh.js';
import { type HffFile, withHffFile } from './hff-file.js';
import { unpackNumbers } from './packed-numbers.js';

const segments = '/segment_list';

/**
 * Reads the meshes of one segment of an EMDB-SFF file (HDF5), joined; the segment is the first of that name, or the
 * only one where no name is given. Fails with a FormatError, which lists the names that there are.
 */
export async function parseHff(bytes: Uint8Array, path: string, name: string | null): Promise<TriangleMesh> {
  return withHffFile(bytes, path, (file) => {
    const segment = findSegment(file, name, path);
    const meshes = file
      .keys(`${segment}/mesh_list`)
      .map((key) => readOne(file, `${segment}/mesh_list/${key}`, path));
    if (meshes.length === 0) throw fail('the segment has no mesh', path, segment, 'mesh_list', 'none');
    const vertices: number[] = [];
    const faces: number[] = [];
    for (const mesh of meshes) {
      const first = vertices.length / 3;
      for (const value of mesh.vertices) vertices.push(value);
      for (const corner of mesh.faces) faces.push(corner + first);
    }
    return { vertices: Float64Array.from(vertices), faces: Uint32Array.from(faces) };
  });
}

/** Names of the segments, in the order of the file. */
export async function hffSegmentNames(bytes: Uint8Array, path: string): Promise<string[]> {
  return withHffFile(bytes, path, (file) => [...segmentNames(file, path).values()]);
}

function segmentNames(file: HffFile, path: string): Map<string, string> {
  const keys = file.keys(segments);
  if (keys.length === 0) {
    throw fail('unsupported EMDB-SFF version', path, segments, 'segment_list, as in version 0.8', 'none');
  }
  return new Map(keys.map((key) => [key, file.text(`${segments}/${key}/biological_annotation/name`) ?? '']));
}

function findSegment(file: HffFile, name: string | null, path: string): string {
  const names = segmentNames(file, path);
  const matches = [...names].filter(([, found]) => name === null || found === name);
  const [first] = matches;
  if (first !== undefined && (name !== null || matches.length === 1)) return `${segments}/${first[0]}`;
  const expected = name === null ? 'the name of a segment in the annotation source' : JSON.stringify(name);
  const found = [...names.values()].map((each) => JSON.stringify(each)).join(', ');
  throw fail('the segment cannot be told', path, segments, expected, found);
}

function readOne(file: HffFile, key: string, path: string): TriangleMesh {
  const vertices = numbers(file, `${key}/vertices`, 'num_vertices', path);
  const corners = numbers(file, `${key}/triangles`, 'num_triangles', path);
  const count = vertices.length / 3;
  const wrong = corners.find((corner) => !(Number.isInteger(corner) && corner >= 0 && corner < count));
  if (wrong !== undefined) {
    throw fail('a triangle names a vertex that is not there', path, key, `0 to ${count - 1}`, String(wrong));
  }
  return { vertices, faces: Uint32Array.from(corners) };
}

function numbers(file: HffFile, key: string, countKey: string, path: string): Float64Array {
  const [data, mode] = [file.text(`${key}/data`), file.text(`${key}/mode`)];
  if (data === null || mode === null)
    throw fail('the mesh is incomplete', path, key, 'data and mode', 'none');
  const endianness = file.text(`${key}/endianness`) ?? 'little';
  return unpackNumbers({ data, mode, endianness, count: file.number(`${key}/${countKey}`) }, path, key);
}

function fail(message: string, path: string, keyPath: string, expected: string, found: string): FormatError {
  return new FormatError(message, { path, keyPath, expected, found });
}
