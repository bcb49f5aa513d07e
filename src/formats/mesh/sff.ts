// Meshes and volumes of EMDB-SFF files in XML and in HDF5. Meshes are lists of packed numbers in version 0.8, elements in
// 0.6 and 0.7.
import type { File } from 'h5wasm';
import { type ErrorFacts, FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import { checkClaim, type Hdf5, isHdf5, withHdf5File } from '../hdf5.js';
import { type NumberType, numbersIn, numberTypes } from '../numbers.js';
import { finiteNumber } from '../text.js';
import { child, childrenOf, parseXml, type XmlElement } from '../xml.js';
import { firstMissing, meshOf, noFaces, pushPolygon, type TriangleMesh } from './mesh.js';

/** A part of an EMDB-SFF file in XML or HDF5, by the names of version 0.8. */
interface SffPart {
  /** Key in the file, for messages. */
  readonly key: string;
  /** Returns a value by its name, such as `size/rows`; null if it is missing. */
  value(name: string): string | number | null;
  /** True if it has a part of this name; in HDF5 one that is not empty. */
  has(name: string): boolean;
  /** Returns the members of a list, such as `mesh_list`. */
  members(list: string): SffPart[];
  /** Absent in HDF5. */
  readonly element?: XmlElement;
}

/** Opens a file while `work` reads it. Fails with a FormatError if it is no EMDB-SFF file with segments. */
type WithRoot = <Result>(bytes: Uint8Array, path: string, work: (root: SffPart) => Result) => Promise<Result>;

/**
 * Returns the names of the segments of an EMDB-SFF file, in order, and the meshes of a segment, joined; it is the first
 * of that name, or the only one if no name is given. Reading fails with a FormatError, which lists the names of
 * segments, and with an UnsupportedError for a segment without a mesh.
 */
const segmentsBy = (withRoot: WithRoot) => ({
  names: (bytes: Uint8Array, path: string) =>
    withRoot(bytes, path, (root) => segmentsOf(root).map(({ name }) => name)),
  read: (bytes: Uint8Array, path: string, name: string | null) =>
    withRoot(bytes, path, (root) => segmentMesh(root, path, name)),
});

/** EMDB-SFF in XML, and in HDF5. */
export const sff = segmentsBy(async (bytes, path, work) => work(sffRoot(bytes, path)));
export const hff = segmentsBy((bytes, path, work) =>
  withHffFile(bytes, path, (root) => {
    if (root.members('segment_list').length > 0) return work(root);
    const at = { path, keyPath: '/segment_list' };
    throw fileError('unsupported EMDB-SFF version', at, 'segment_list, as in version 0.8', 'none');
  }),
);

function segmentsOf(root: SffPart): { part: SffPart; name: string }[] {
  return root
    .members('segment_list')
    .map((part) => ({ part, name: String(part.value('biological_annotation/name') ?? '') }));
}

/** Joins the meshes of a segment. Fails with an UnsupportedError if there are none, a FormatError if one is damaged. */
function segmentMesh(root: SffPart, path: string, name: string | null): TriangleMesh {
  const { part } = findSegment(segmentsOf(root), name, { path, keyPath: '/segment_list' });
  const meshes = part.members('mesh_list');
  if (meshes.length === 0) throw meshlessError(part, path);
  const vertices = new GrowingNumbers(Float64Array);
  const faces = noFaces();
  for (const mesh of meshes) {
    const { key, element = null } = mesh;
    const list = element && child(element, 'vertex_list');
    const polygons = element && child(element, 'polygon_list');
    const { positions, triangles, odd } =
      list === null ? packedMesh(mesh, path) : meshOfElements(list, polygons, key, path);
    const first = vertices.length / 3;
    const count = positions.length / 3;
    const wrong = firstMissing(triangles, 0, count);
    if (wrong !== undefined) {
      const at = { path, keyPath: key };
      throw fileError('a triangle refers to a missing vertex', at, `0 to ${count - 1}`, String(wrong));
    }
    for (const value of positions) vertices.push(value);
    for (const corner of triangles) faces.corners.push(corner + first);
    faces.odd += odd;
  }
  return meshOf(vertices.values, faces);
}

/**
 * Reads a mesh of version 0.6 or 0.7: `<v vID>` with x, y and z, and `<P>` with the numbers of its vertices. Every
 * other vertex and corner is a normal (`segmentation.xsd` 0.7, and files that sfftk-rw wrote).
 */
function meshOfElements(list: XmlElement, polygons: XmlElement | null, key: string, path: string) {
  const positions: number[] = [];
  const indices = new Map<string, number | null>();
  for (const vertex of childrenOf(list, 'v')) {
    const isNormal = vertex.attributes.get('designation') === 'normal';
    indices.set(vertex.attributes.get('vID') ?? '', isNormal ? null : positions.length / 3);
    const facts = { path, keyPath: `${key}/vertices`, expected: 'x, y and z' };
    const { value } = partOf(vertex, key);
    const number = (axis: string) => finiteNumber(String(value(axis) ?? ''), facts);
    if (!isNormal) positions.push(number('x'), number('y'), number('z'));
  }
  const faces = noFaces();
  for (const polygon of polygons === null ? [] : childrenOf(polygons, 'p')) {
    const corners = childrenOf(polygon, 'v').flatMap(({ text }) => indices.get(text) ?? missingVertex(text));
    pushPolygon(corners, positions, faces);
  }
  return { positions, triangles: faces.corners.values, odd: faces.odd };

  function missingVertex(text: string): [] {
    if (indices.has(text)) return [];
    const at = { path, keyPath: key };
    throw fileError('a triangle refers to a missing vertex', at, 'the vID of a vertex', text.slice(0, 80));
  }
}

/**
 * Reads an EMDB-SFF file in XML. Elements of versions 0.6 and 0.7 (`segmentList`) get the names of 0.8
 * (`segment_list`). Fails with a FormatError for other files.
 */
function sffRoot(bytes: Uint8Array, path: string): SffPart {
  const parsed = parseXml(new TextDecoder().decode(bytes), path);
  const root = child(parsed, 'segmentList') === null ? parsed : renamed(parsed);
  if (root.name === 'segmentation' && child(root, 'segment_list') !== null) return partOf(root, '');
  const version = child(root, 'version')?.text ?? 'none';
  const facts = { path, expected: 'a segmentation with a segment_list, as in version 0.8' };
  const found = `<${root.name}> of version ${version}`;
  throw new FormatError('unsupported EMDB-SFF version', { ...facts, found });
}

function renamed(element: XmlElement): XmlElement {
  const name = element.name.replace(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, '$&_').toLowerCase();
  return { ...element, name, children: element.children.map(renamed) };
}

/** Returns an element as a part: values are attributes or children. */
function partOf(element: XmlElement, key: string): SffPart {
  return {
    key,
    element,
    value(name) {
      const [outer = '', inner] = name.split('/');
      const holder = inner === undefined ? element : child(element, outer);
      const own = inner ?? outer;
      return holder?.attributes.get(own) ?? (holder && child(holder, own)?.text) ?? null;
    },
    has: (name) => child(element, name) !== null,
    members: (list) =>
      childrenOf(child(element, list) ?? element, list.replace('_list', '')).map((member, index) =>
        partOf(member, `${key}/${list}/${member.attributes.get('id') ?? index}`),
      ),
  };
}

/** Returns the first segment of a name, or the only segment. Fails with a FormatError that lists the names. */
export function findSegment<Segment extends { readonly name: string }>(
  segments: readonly Segment[],
  name: string | null,
  at: string | ErrorFacts,
): Segment {
  const matches = segments.filter((segment) => name === null || segment.name === name);
  const [first] = matches;
  if (first !== undefined && (name !== null || matches.length === 1)) return first;
  const expected = name === null ? 'the name of a segment in the annotation source' : JSON.stringify(name);
  const found = segments.map((segment) => JSON.stringify(segment.name)).join(', ');
  throw fileError('cannot identify the segment', at, expected, found);
}

/** Returns the error for a segment without a mesh, which may be a volume or a shape. */
function meshlessError(segment: SffPart, path: string): UnsupportedError {
  const found = ['three_d_volume', 'shape_primitive_list'].find((each) => segment.has(each)) ?? 'none';
  const facts = { path, keyPath: segment.key, expected: 'mesh_list', found };
  if (found === 'none') return new UnsupportedError('the segment has no mesh', facts);
  if (found !== 'three_d_volume') return new UnsupportedError('the segment is a shape, not a mesh', facts);
  const hint = 'give the file as a SegmentationMask or an InstanceSegmentationMask';
  return new UnsupportedError('the segment is a volume, not a mesh', { ...facts, hint });
}

const modes: ReadonlyMap<string, NumberType> = new Map(Object.entries(numberTypes));

function packedMesh(mesh: SffPart, path: string) {
  const positions = packedNumbers(mesh, 'vertices', path);
  return { positions, triangles: packedNumbers(mesh, 'triangles', path), odd: 0 };
}

/**
 * Reads the numbers of a mesh as EMDB-SFF packs them, three an item, as base64. Fails with a FormatError if they are
 * missing, or the base64, the type or the stated number of items is wrong.
 */
function packedNumbers(mesh: SffPart, list: 'vertices' | 'triangles', path: string): Float64Array {
  const keyPath = `${mesh.key}/${list}`;
  const fail = (message: string, expected: string, found: string) =>
    fileError(message, { path, keyPath }, expected, found);
  const data = mesh.value(`${list}/data`) ?? (mesh.value(list) || null);
  if (typeof data !== 'string') throw fail('the mesh is incomplete', 'data', 'none');
  const mode = String(mesh.value(`${list}/mode`) ?? (list === 'vertices' ? 'float32' : 'uint32'));
  const endianness = String(mesh.value(`${list}/endianness`) ?? 'little');
  const type = modes.get(mode);
  if (type === undefined) throw fail('unknown type of numbers', [...modes.keys()].join(', '), mode);
  if (!['little', 'big'].includes(endianness)) throw fail('unknown byte order', 'little or big', endianness);
  const text = data.replace(/\s+/g, '').replace(/={1,2}$/, '');
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(text)) {
    throw fail('not base64', 'packed numbers as base64', `${text.slice(0, 20)}…`);
  }
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const itemBytes = 3 * type.bytes;
  if (bytes.length % itemBytes !== 0) {
    throw fail('the packed numbers are incomplete', `a multiple of ${itemBytes} bytes`, `${bytes.length}`);
  }
  const items = bytes.length / itemBytes;
  const count = Number(mesh.value(`${list}/num_${list}`) ?? items);
  if (count !== items) throw fail('the count is another', `${count} items, as it states`, `${items}`);
  return numbersIn(bytes, type, endianness === 'little');
}

/** Opens HDF5 bytes while `work` runs. Fails with a FormatError if they cannot be read. */
function withHffFile<Result>(bytes: Uint8Array, path: string, work: (root: SffPart) => Result) {
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

function accessTo(file: File, { Dataset, Group }: Hdf5, fileBytes: number, path: string): SffPart {
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
  const namesIn = (key: string) => {
    const entity = entityAt(key);
    return entity instanceof Group ? entity.keys() : [];
  };
  const partAt = (key: string): SffPart => ({
    key,
    value(name) {
      const found = value(`${key}/${name}`);
      if (typeof found === 'bigint') return Number(found);
      return typeof found === 'string' || typeof found === 'number' ? found : null;
    },
    has: (name) => namesIn(`${key}/${name}`).length > 0,
    members: (list) => namesIn(`${key}/${list}`).map((id) => partAt(`${key}/${list}/${id}`)),
  });
  return partAt('');
}

/** The voxels of the segments of an EMDB-SFF file, packed. */
export type SffLattice = ReturnType<typeof latticeOf>;

/**
 * Reads the lattice of the segments of an EMDB-SFF file (XML or HDF5): the only one, or the only one that segments
 * refer to. Layout: EMDB-SFF 0.8, segmentation_da.xsd; sfftk-rw for 0.7. Fails with a FormatError if it is missing or
 * incomplete, and with an UnsupportedError if there are several.
 */
export async function readSffLattice(bytes: Uint8Array, path: string): Promise<SffLattice> {
  const choose = (root: SffPart) => chooseLattice(root, path);
  return isHdf5(bytes) ? withHffFile(bytes, path, choose) : choose(sffRoot(bytes, path));
}

function chooseLattice(root: SffPart, path: string) {
  const lattices = root.members('lattice_list').map((part) => ({ part, id: part.key.replace(/^.*\//, '') }));
  const segments = root.members('segment_list');
  const used = segments.map((segment) => segment.value('three_d_volume/lattice_id'));
  // Version 0.6 names files of other programs instead.
  const [otherFile] = segments.flatMap((segment) => segment.value('three_d_volume/file') ?? []);
  const named = new Set(used.map(String));
  const shown = lattices.length === 1 ? lattices : lattices.filter(({ id }) => named.has(id));
  const [first] = shown;
  if (first === undefined) {
    const found = lattices.length === 0 ? 'none' : `${lattices.length} that no segment names`;
    const hint = otherFile === undefined ? {} : { hint: `its voxels are in ${otherFile}` };
    throw fileError('an EMDB-SFF file without volumes', { path, ...hint }, 'a lattice', found);
  }
  if (shown.length > 1) {
    const found = shown.map(({ id }) => id).join(', ');
    const hint = 'give each segment as a file of its own';
    const facts = { path, keyPath: '/lattice_list', expected: 'one lattice', found, hint };
    throw new UnsupportedError('the segments are volumes of several lattices', facts);
  }
  return latticeOf(first.part, path);
}

function latticeOf({ key, value }: SffPart, path: string) {
  const [mode, data] = [value('mode'), value('data')];
  if (typeof mode !== 'string' || typeof data !== 'string') {
    throw fileError('the lattice is incomplete', { path, keyPath: key }, 'mode and data', 'none');
  }
  const endianness = value('endianness') ?? 'little';
  if (endianness !== 'little' && endianness !== 'big') {
    throw fileError('unknown byte order', { path, keyPath: key }, 'little or big', String(endianness));
  }
  const stated = (group: string) => ['sections', 'rows', 'cols'].map((axis) => value(`${group}/${axis}`));
  const extent = (group: string, least: number) => {
    const [z = least, y = least, x = least] = stated(group).map((text) => Number(text ?? Number.NaN));
    const isSound = (number: number) => Number.isSafeInteger(number) && number >= least && number < 2 ** 31;
    return [z, y, x].every(isSound) ? ([z, y, x] as const) : null;
  };
  const shape = extent('size', 1);
  if (shape === null) {
    const found = stated('size').map(String).join(' × ');
    throw fileError('invalid size of a lattice', { path, keyPath: key }, 'sections × rows × cols', found);
  }
  return {
    /** Key of the lattice in the file, for messages. */
    key,
    /** Type of the samples: `uint8`, `float32`, … */
    mode,
    littleEndian: endianness === 'little',
    /** Sections, rows and columns: (z, y, x). */
    shape,
    /** First voxel, (z, y, x), in the volume that was segmented. */
    start: extent('start', -(2 ** 31)) ?? ([0, 0, 0] as const),
    /** Samples, columns fastest, compressed with zlib, as base64. */
    data,
  };
}
