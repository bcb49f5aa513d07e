import { FormatError } from '../../../errors/index.js';
import type { TriangleMesh } from '../mesh.js';
import { type HffFile, withHffFile } from './hff-file.js';
import type { PackedNumbers } from './packed-numbers.js';
import {
  defaultModes,
  findSegment,
  isVolume,
  joinMeshes,
  type MeshList,
  type PackedMesh,
} from './sff-segments.js';

const segments = '/segment_list';

/**
 * Reads the meshes of one segment of an EMDB-SFF file (HDF5), joined; the segment is the first of that name, or the
 * only one where no name is given. Fails with a FormatError, which lists the names that there are.
 */
export async function parseHff(bytes: Uint8Array, path: string, name: string | null): Promise<TriangleMesh> {
  return withHffFile(bytes, path, (file) => {
    const all = [...segmentNames(file, path)].map(([key, found]) => ({ key, name: found }));
    const segment = `${segments}/${findSegment(all, name, path).key}`;
    const meshes = file.keys(`${segment}/mesh_list`).map((id): PackedMesh => {
      const key = `${segment}/mesh_list/${id}`;
      return {
        key,
        vertices: numbers(file, key, 'vertices', path),
        triangles: numbers(file, key, 'triangles', path),
      };
    });
    if (meshes.length === 0 && file.keys(`${segment}/three_d_volume`).length > 0)
      throw isVolume(segment, path);
    return joinMeshes(meshes, segment, path);
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

function numbers(file: HffFile, mesh: string, list: MeshList, path: string): PackedNumbers {
  const key = `${mesh}/${list}`;
  const data = file.text(`${key}/data`);
  if (data === null) throw fail('the mesh is incomplete', path, key, 'data', 'none');
  const mode = file.text(`${key}/mode`) ?? defaultModes[list];
  const endianness = file.text(`${key}/endianness`) ?? 'little';
  return { data, mode, endianness, count: file.number(`${key}/num_${list}`) };
}

function fail(message: string, path: string, keyPath: string, expected: string, found: string): FormatError {
  return new FormatError(message, { path, keyPath, expected, found });
}
