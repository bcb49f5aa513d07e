import { FormatError, UnsupportedError } from '../../../errors/index.js';
import { child, childrenOf, parseXml, type XmlElement } from '../../xml/index.js';
import type { TriangleMesh } from '../mesh.js';
import type { PackedNumbers } from './packed-numbers.js';
import { findSegment, joinMeshes, type PackedMesh } from './sff-segments.js';

/**
 * Reads the meshes of one segment of an EMDB-SFF file of version 0.8 in XML, joined; the segment is the first of that
 * name, or the only one where no name is given. Fails with a FormatError, which lists the names that there are, and with
 * an UnsupportedError for a segment that is a volume.
 */
export function parseSff(bytes: Uint8Array, path: string, name: string | null): TriangleMesh {
  const root = parseXml(new TextDecoder().decode(bytes), path);
  const list = root.name === 'segmentation' ? child(root, 'segment_list') : null;
  if (list === null) {
    const version = child(root, 'version')?.text ?? 'none';
    const facts = { path, expected: 'a segmentation with a segment_list, as in version 0.8' };
    throw new FormatError('unsupported EMDB-SFF version', {
      ...facts,
      found: `<${root.name}> of version ${version}`,
    });
  }
  const segments = childrenOf(list, 'segment').map((element) => ({
    element,
    name: textOf(child(element, 'biological_annotation'), 'name') ?? '',
  }));
  const { element } = findSegment(segments, name, path);
  const key = `/segment_list/${element.attributes.get('id') ?? ''}`;
  const meshes = childrenOf(child(element, 'mesh_list') ?? element, 'mesh');
  if (meshes.length === 0 && child(element, 'three_d_volume') !== null) {
    const facts = { path, keyPath: key, expected: 'mesh_list', found: 'three_d_volume' };
    throw new UnsupportedError('the segment is a volume and no mesh', facts);
  }
  return joinMeshes(
    meshes.map((mesh, index): PackedMesh => {
      const at = `${key}/mesh_list/${mesh.attributes.get('id') ?? index}`;
      return {
        key: at,
        vertices: packedList(child(mesh, 'vertices'), 'num_vertices', `${at}/vertices`, path),
        triangles: packedList(child(mesh, 'triangles'), 'num_triangles', `${at}/triangles`, path),
      };
    }),
    key,
    path,
  );
}

function packedList(element: XmlElement | null, countKey: string, key: string, path: string): PackedNumbers {
  const data = textOf(element, 'data') ?? (element?.text || null);
  const mode = textOf(element, 'mode');
  if (data === null || mode === null) {
    throw new FormatError('the mesh is incomplete', {
      path,
      keyPath: key,
      expected: 'data and mode',
      found: 'none',
    });
  }
  const count = textOf(element, countKey);
  return {
    data,
    mode,
    endianness: textOf(element, 'endianness') ?? 'little',
    count: count === null ? null : Number(count),
  };
}

/** A value that is an attribute of an element or an element within it; null where it is neither. */
function textOf(element: XmlElement | null, name: string): string | null {
  if (element === null) return null;
  return element.attributes.get(name) ?? child(element, name)?.text ?? null;
}
