// Meshes of EMDB-SFF files in XML and in HDF5: lists of packed numbers in version 0.8, elements in 0.6 and 0.7.
import type { File } from 'h5wasm';
import { FormatError, UnsupportedError } from '../../base/errors.js';
import { checkClaim, type Hdf5, withHdf5File } from '../hdf5.js';
import { type NumberType, numberTypes } from '../number-types.js';
import { finiteNumber } from '../text.js';
import { child, childrenOf, parseXml, type XmlElement } from '../xml.js';
import { meshOf, noFaces, pushPolygon, type TriangleMesh } from './mesh.js';

type MeshList = 'vertices' | 'triangles';

/** Types of lists that do not state theirs. */
const defaultModes: Readonly<Record<MeshList, string>> = { vertices: 'float32', triangles: 'uint32' };

/** Numbers as EMDB-SFF packs them, three an item. */
interface PackedNumbers {
  /** Base64. */
  readonly data: string;
  readonly mode: string;
  readonly endianness: string;
  /** Stated number of items; null if it is missing. */
  readonly count: number | null;
}

interface SegmentMesh {
  /** x, y, z of each vertex in turn. */
  readonly vertices: Float64Array;
  /** Three vertices a triangle. */
  readonly triangles: Float64Array;
  /** Number of polygons that are lost or cross themselves. */
  readonly odd?: number;
  /** Key of the mesh in the file, for messages. */
  readonly key: string;
}

/**
 * Reads the meshes of a segment of an EMDB-SFF file in XML, joined; the segment is the first of that name, or the
 * only one if no name is given. Fails with a FormatError, which lists the names of segments, and with an
 * UnsupportedError for a segment without a mesh.
 */
export function parseSff(bytes: Uint8Array, path: string, name: string | null): TriangleMesh {
  const { element } = findSegment(segmentsIn(bytes, path), name, path);
  const key = `/segment_list/${element.attributes.get('id') ?? ''}`;
  const meshes = childrenOf(child(element, 'mesh_list') ?? element, 'mesh');
  const other = ['three_d_volume', 'shape_primitive_list'].find((name) => child(element, name) !== null);
  if (meshes.length === 0 && other !== undefined) throw otherError(key, other, path);
  return joinMeshes(
    meshes.map((mesh, index): SegmentMesh => {
      const at = `${key}/mesh_list/${mesh.attributes.get('id') ?? index}`;
      const list = child(mesh, 'vertex_list');
      if (list !== null) return meshOfElements(list, child(mesh, 'polygon_list'), at, path);
      const packed = (name: MeshList) =>
        unpackNumbers(packedList(child(mesh, name), name, at, path), path, `${at}/${name}`);
      return { key: at, vertices: packed('vertices'), triangles: packed('triangles') };
    }),
    key,
    path,
  );
}

/**
 * Reads a mesh of version 0.6 or 0.7: `<v vID>` with x, y and z, and `<P>` with the numbers of its vertices. Every
 * other vertex and corner is a normal (`segmentation.xsd` 0.7, and files that sfftk-rw wrote).
 */
function meshOfElements(
  list: XmlElement,
  polygons: XmlElement | null,
  key: string,
  path: string,
): SegmentMesh {
  const vertices: number[] = [];
  const indices = new Map<string, number | null>();
  for (const vertex of childrenOf(list, 'v')) {
    const isNormal = vertex.attributes.get('designation') === 'normal';
    indices.set(vertex.attributes.get('vID') ?? '', isNormal ? null : vertices.length / 3);
    const facts = { path, keyPath: `${key}/vertices`, expected: 'x, y and z' };
    const number = (axis: string) => finiteNumber(sffText(vertex, axis) ?? '', facts);
    if (!isNormal) vertices.push(number('x'), number('y'), number('z'));
  }
  const faces = noFaces();
  for (const polygon of polygons === null ? [] : childrenOf(polygons, 'p')) {
    const corners = childrenOf(polygon, 'v').flatMap(({ text }) => indices.get(text) ?? missingVertex(text));
    pushPolygon(corners, vertices, faces);
  }
  const triangles = Float64Array.from(faces.corners);
  return { key, vertices: Float64Array.from(vertices), triangles, odd: faces.odd };

  function missingVertex(text: string): [] {
    if (indices.has(text)) return [];
    const facts = { path, keyPath: key, expected: 'the vID of a vertex', found: text.slice(0, 80) };
    throw new FormatError('a triangle refers to a missing vertex', facts);
  }
}

function segmentsIn(bytes: Uint8Array, path: string) {
  const { segments: list } = sffDocument(bytes, path);
  return childrenOf(list, 'segment').map((element) => ({
    element,
    name: sffText(child(element, 'biological_annotation'), 'name') ?? '',
  }));
}

/** Returns the segments' names of an EMDB-SFF file in XML, in order. Fails with a FormatError for others. */
export function sffSegmentNames(bytes: Uint8Array, path: string): string[] {
  return segmentsIn(bytes, path).map(({ name }) => name);
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

/**
 * Returns the root and the segments of an EMDB-SFF file in XML. Elements of versions 0.6 and 0.7 (`segmentList`) get
 * the names of 0.8 (`segment_list`). Fails with a FormatError for other files.
 */
export function sffDocument(
  bytes: Uint8Array,
  path: string,
): { readonly root: XmlElement; readonly segments: XmlElement } {
  const parsed = parseXml(new TextDecoder().decode(bytes), path);
  const root = child(parsed, 'segmentList') === null ? parsed : renamed(parsed);
  const segments = root.name === 'segmentation' ? child(root, 'segment_list') : null;
  if (segments !== null) return { root, segments };
  const version = child(root, 'version')?.text ?? 'none';
  const facts = { path, expected: 'a segmentation with a segment_list, as in version 0.8' };
  throw new FormatError('unsupported EMDB-SFF version', {
    ...facts,
    found: `<${root.name}> of version ${version}`,
  });
}

function renamed(element: XmlElement): XmlElement {
  const name = element.name.replace(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, '$&_').toLowerCase();
  return { ...element, name, children: element.children.map(renamed) };
}

/** Returns a value that is an attribute or a child of an element; null if it is neither. */
export function sffText(element: XmlElement | null, name: string): string | null {
  if (element === null) return null;
  return element.attributes.get(name) ?? child(element, name)?.text ?? null;
}

/** Returns the first segment of a name, or the only segment. Fails with a FormatError that lists the names. */
export function findSegment<Segment extends { readonly name: string }>(
  segments: readonly Segment[],
  name: string | null,
  path: string,
  keyPath: string | null = '/segment_list',
): Segment {
  const matches = segments.filter((segment) => name === null || segment.name === name);
  const [first] = matches;
  if (first !== undefined && (name !== null || matches.length === 1)) return first;
  throw new FormatError('cannot identify the segment', {
    path,
    ...(keyPath === null ? {} : { keyPath }),
    expected: name === null ? 'the name of a segment in the annotation source' : JSON.stringify(name),
    found: segments.map((segment) => JSON.stringify(segment.name)).join(', '),
  });
}

/** Returns the error for a segment that is a volume or a shape. */
function otherError(segment: string, found: string, path: string): UnsupportedError {
  const facts = { path, keyPath: segment, expected: 'mesh_list', found };
  if (found !== 'three_d_volume') return new UnsupportedError('the segment is a shape, not a mesh', facts);
  const hint = 'give the file as a SegmentationMask or an InstanceSegmentationMask';
  return new UnsupportedError('the segment is a volume, not a mesh', { ...facts, hint });
}

/** Joins the meshes of a segment. Fails with an UnsupportedError if there are none, a FormatError if one is damaged. */
function joinMeshes(meshes: readonly SegmentMesh[], segment: string, path: string): TriangleMesh {
  if (meshes.length === 0) {
    const facts = { path, keyPath: segment, expected: 'mesh_list', found: 'none' };
    throw new UnsupportedError('the segment has no mesh', facts);
  }
  const vertices: number[] = [];
  const faces = noFaces();
  for (const { key, vertices: own, triangles, odd = 0 } of meshes) {
    const first = vertices.length / 3;
    const count = own.length / 3;
    const wrong = triangles.find((corner) => !(Number.isInteger(corner) && corner >= 0 && corner < count));
    if (wrong !== undefined) {
      const facts = { path, keyPath: key, expected: `0 to ${count - 1}`, found: String(wrong) };
      throw new FormatError('a triangle refers to a missing vertex', facts);
    }
    for (const value of own) vertices.push(value);
    for (const corner of triangles) faces.corners.push(corner + first);
    faces.odd += odd;
  }
  return meshOf(vertices, faces);
}

const modes: ReadonlyMap<string, NumberType> = new Map(Object.entries(numberTypes));

/** Unpacks numbers. Fails with a FormatError if the base64, the type or the count is wrong. */
function unpackNumbers(packed: PackedNumbers, path: string, keyPath: string): Float64Array {
  const fail = (message: string, expected: string, found: string) =>
    new FormatError(message, { path, keyPath, expected, found });
  const type = modes.get(packed.mode);
  if (type === undefined) throw fail('unknown type of numbers', [...modes.keys()].join(', '), packed.mode);
  const size = type.bytes;
  if (!['little', 'big'].includes(packed.endianness)) {
    throw fail('unknown byte order', 'little or big', packed.endianness);
  }
  const text = packed.data.replace(/\s+/g, '');
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw fail('not base64', 'packed numbers as base64', `${text.slice(0, 20)}…`);
  }
  const bytes = Uint8Array.from(atob(text.replace(/=+$/, '')), (character) => character.charCodeAt(0));
  if (bytes.length % (3 * size) !== 0) {
    throw fail('the packed numbers are incomplete', `a multiple of ${3 * size} bytes`, `${bytes.length}`);
  }
  const items = bytes.length / (3 * size);
  if (packed.count !== null && packed.count !== items) {
    throw fail('the count is another', `${packed.count} items, as it states`, `${items}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(3 * items);
  const littleEndian = packed.endianness === 'little';
  for (let at = 0; at < values.length; at++) values[at] = type.read(view, at * size, littleEndian);
  return values;
}

const segments = '/segment_list';

/** Reads the meshes of a segment of an EMDB-SFF file in HDF5, like `parseSff`. */
export async function parseHff(bytes: Uint8Array, path: string, name: string | null): Promise<TriangleMesh> {
  return withHffFile(bytes, path, (file) => {
    const all = [...segmentNames(file, path)].map(([key, found]) => ({ key, name: found }));
    const segment = `${segments}/${findSegment(all, name, path).key}`;
    const meshes = file.keys(`${segment}/mesh_list`).map((id): SegmentMesh => {
      const key = `${segment}/mesh_list/${id}`;
      const packed = (list: MeshList) =>
        unpackNumbers(numbers(file, key, list, path), path, `${key}/${list}`);
      return { key, vertices: packed('vertices'), triangles: packed('triangles') };
    });
    if (meshes.length === 0 && file.has(`${segment}/three_d_volume`))
      throw otherError(segment, 'three_d_volume', path);
    return joinMeshes(meshes, segment, path);
  });
}

/** Returns the names of the segments, in file order. Fails with a FormatError for other files. */
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

/** Access to an HDF5 file by key of version 0.8; a missing value is null or empty. */
interface HffFile {
  has(key: string): boolean;
  /** Returns the names in a group, ascending. */
  keys(group: string): string[];
  text(key: string): string | null;
  number(key: string): number | null;
}

/** Opens HDF5 bytes while `work` runs. Fails with a FormatError if they cannot be read. */
export function withHffFile<Result>(
  bytes: Uint8Array,
  path: string,
  work: (file: HffFile) => Result,
): Promise<Result> {
  return withHdf5File(bytes, path, 'an EMDB-SFF file', (file, hdf5) =>
    work(accessTo(file, hdf5, bytes.length, path)),
  );
}

/** The numbers of `size` and `start` in version 0.7, which are one data set (SFFVolume of sfftk-rw). */
const columnsRowsSections = ['cols', 'rows', 'sections'];

/** Returns the key that versions 0.6 and 0.7 have instead of one of 0.8 (as_hff of sfftk-rw's adapter_v0_7_0_dev0). */
function keyOf07(key: string): string {
  return key
    .replace('/segment_list', '/segments')
    .replace('/lattice_list', '/lattices')
    .replace('/three_d_volume', '/volume')
    .replace('/mesh_list', '/meshes')
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function accessTo(file: File, { Dataset, Group }: Hdf5, fileBytes: number, path: string): HffFile {
  const entityAt = (key: string) => file.get(key) ?? file.get(keyOf07(key));
  const value = (key: string): unknown => {
    const axis = columnsRowsSections.findIndex((name) => key.endsWith(`/${name}`));
    const [, parent = ''] = /^(.*)\//.exec(key) ?? [];
    const triple = axis < 0 ? null : entityAt(parent);
    const entity = triple instanceof Dataset ? triple : entityAt(key);
    if (!(entity instanceof Dataset)) return null;
    checkClaim(entity, key, fileBytes, path);
    const stored: unknown = entity.value;
    if (triple === entity) return ArrayBuffer.isView(stored) ? Object.values(stored)[axis] : null;
    return Array.isArray(stored) && stored.length === 1 ? stored[0] : stored;
  };
  return {
    has: (key) => entityAt(key) !== null,
    keys(key) {
      const entity = entityAt(key);
      return entity instanceof Group ? entity.keys() : [];
    },
    text(key) {
      const found = value(key);
      return typeof found === 'string' ? found : null;
    },
    number(key) {
      const found = value(key);
      if (typeof found === 'bigint') return Number(found);
      return typeof found === 'number' ? found : null;
    },
  };
}
