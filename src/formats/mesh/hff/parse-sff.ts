import { FormatError } from '../../../errors/index.js';
import { child, childrenOf, type XmlElement } from '../../xml/index.js';
import type { TriangleMesh } from '../mesh.js';
import type { PackedNumbers } from './packed-numbers.js';
import { sffDocument, sffText } from './sff-document.js';
import {
  defaultModes,
  findSegment,
  isVolume,
  joinMeshes,
  type MeshList,
  type PackedMesh,
} from './sff-segments.js';

/**
 * Reads the meshes of one segment of an EMDB-SFF file of version 0.8 in XML, joined; the segment is the first of that
 * name, or the only one where no name is given. Fails with a FormatError, which lists the names that there are, and with
 * an UnsupportedError for a segment that is a volume.
 */
export function parseSff(bytes: Uint8Array, path: string, name: string | null): TriangleMesh {
  const { segments: list } = sffDocument(bytes, path);
  const segments = childrenOf(list, 'segment').map((element) => ({
    element,
    name: sffText(child(element, 'biological_annotation'), 'name') ?? '',
  }));
  const { element } = findSegment(segments, name, path);
  const key = `/segment_list/${element.attributes.get('id') ?? ''}`;
  const meshes = childrenOf(child(element, 'mesh_list') ?? element, 'mesh');
  if (meshes.length === 0 && child(element, 'three_d_volume') !== null) throw isVolume(key, path);
  return joinMeshes(
    meshes.map((mesh, index): PackedMesh => {
      const at = `${key}/mesh_list/${mesh.attributes.get('id') ?? index}`;
      return {
        key: at,
        vertices: packedList(child(mesh, 'vertices'), 'vertices', at, path),
        triangles: packedList(child(mesh, 'triangles'), 'triangles', at, path),
      };
    }),
    key,
    path,
  );
}

function packedList(element: XmlElement | null, list: MeshList, key: string, path: string): PackedNumbers {
  const data = sffText(element, 'data') ?? (element?.text || null);
  if (data === null) {
    const facts = { path, keyPath: `${key}/${list}`, expected: 'data', found: 'none' };
    throw new FormatError('the mesh is incomplete', facts);
  }
  const count = sffText(element, `num_${list}`);
  return {
    data,
    mode: sffText(element, 'mode') ?? defaultModes[list],
    endianness: sffText(element, 'endianness') ?? 'little',
    count: count === null ? null : Number(count),
  };
}
