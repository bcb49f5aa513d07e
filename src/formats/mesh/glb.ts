import type { Accessor, mat4, Primitive } from '@gltf-transform/core';
import { groupBy } from '../../base/collections.js';
import { CryoetError, FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { decodeJson } from '../../base/json-text.js';
import { determinantOf } from '../points/rotation.js';
import { checkAccessors, type GltfData } from './glb-accessors.js';
import { noFaces, pushFan, pushStrip, requireFinite, type TriangleMesh } from './mesh.js';

/** Primitive modes of glTF: 4 triangles, 5 triangle strips, 6 triangle fans; points and lines are skipped. */
const [triangles, strip] = [4, 5];
const floatType = 5126;
const indexTypes = [5121, 5123, 5125];
/** Limit of vertices of a scene, since many nodes may show one mesh; far more than a file of 2 GiB has. */
const mostVertices = 2 ** 28;

/**
 * Reads the triangles of a GLB file's scene, with the transformations of its nodes applied; there may be none.
 * `trailingBytes` lie after the end that the header states; `isTransformed`: a node with triangles moves them;
 * `repeated`: the number of parts that lie where an equal one lies. Fails with a FormatError at the first violation of
 * glTF 2.0, and with an UnsupportedError for required extensions.
 */
export async function readGlb(bytes: Uint8Array, path: string) {
  const { document, length } = await readDocument(bytes, path);
  const instances: MeshInstance[] = [];
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  scene?.traverse((node) => {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      if (primitive.getMode() >= triangles)
        instances.push(readInstance(primitive, node.getWorldMatrix(), path));
    }
  });
  const size = (of: (part: MeshInstance) => ArrayLike<number>) =>
    instances.reduce((sum, instance) => sum + of(instance).length, 0);
  const coordinates = size(({ positions }) => positions);
  if (coordinates > 3 * mostVertices) {
    throw fileError('the scene has too many vertices', path, `at most ${mostVertices}`, `${coordinates / 3}`);
  }
  const vertices = new Float64Array(coordinates);
  const faces = new Uint32Array(size(({ corners }) => corners));
  let [vertex, face] = [0, 0];
  for (const instance of instances) {
    placeFaces(instance, faces, face, vertex / 3);
    placeVertices(instance, vertices, vertex);
    vertex += instance.positions.length;
    face += instance.corners.length;
  }
  const isTransformed = instances.some(({ world }) =>
    world.some((value, at) => value !== (at % 5 === 0 ? 1 : 0)),
  );
  const trailingBytes = bytes.length - length;
  const mesh = { vertices, faces, trailingBytes, isTransformed, repeated: repeatedParts(instances) };
  requireFinite(mesh, path);
  return mesh;
}

/** A primitive, as an instance of its mesh at a node. */
interface MeshInstance {
  /** x, y and z of each vertex, before the transformation. */
  readonly positions: ArrayLike<number>;
  /** Three vertex indices a triangle. */
  readonly corners: ArrayLike<number>;
  readonly world: mat4;
}

/** Returns the number of parts with triangles that lie where an equal one lies. */
function repeatedParts(instances: readonly MeshInstance[]): number {
  const parts = instances.filter(({ corners }) => corners.length > 0);
  const alike = groupBy(parts, ({ world, corners, positions }) =>
    [...world, corners.length, positions.length].join(),
  );
  // Equal ones are neighbours once they are sorted: a mesh may have thousands of parts of one size.
  return [...alike.values()].flatMap((group) =>
    group
      .sort(compareShapes)
      .filter((own, index) => index > 0 && compareShapes(group[index - 1]!, own) === 0),
  ).length;
}

/** Compares instances of as many vertices and corners by the first value that differs. */
function compareShapes(a: MeshInstance, b: MeshInstance): number {
  for (const key of ['positions', 'corners'] as const) {
    const [own, other] = [a[key], b[key]];
    for (let at = 0; at < own.length; at++) {
      if (own[at] !== other[at]) return own[at]! - other[at]!;
    }
  }
  return 0;
}

async function readDocument(bytes: Uint8Array, path: string) {
  // Imported here, since few depositions have meshes and loading the library takes a while.
  const { WebIO } = await import('@gltf-transform/core');
  try {
    const content = openContainer(bytes, path);
    return { document: await new WebIO().readBinary(content), length: content.length };
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    const expected = 'glTF 2.0 whose accessors lie within its own buffer';
    const found = cause instanceof Error ? cause.message : String(cause);
    throw fileError('not a readable GLB file', { path, cause }, expected, found);
  }
}

function readInstance(primitive: Primitive, world: mat4, path: string): MeshInstance {
  const position = primitive.getAttribute('POSITION');
  if (position?.getType() !== 'VEC3' || position.getComponentType() !== floatType) {
    const found = position === null ? 'none' : `${position.getType()} of type ${position.getComponentType()}`;
    throw fileError('a primitive lacks POSITION', path, 'POSITION of type VEC3 in 32-bit floats', found);
  }
  const corners = cornersOf(primitive.getIndices(), position.getCount(), path);
  return {
    positions: position.getArray() ?? [],
    corners: toTriangles(corners, primitive.getMode(), path),
    world,
  };
}

function cornersOf(indices: Accessor | null, count: number, path: string): ArrayLike<number> {
  if (indices === null) return Uint32Array.from({ length: count }, (_, index) => index);
  if (indices.getType() !== 'SCALAR' || !indexTypes.includes(indices.getComponentType())) {
    const expected = 'SCALAR in unsigned integers';
    const found = `${indices.getType()} of type ${indices.getComponentType()}`;
    throw fileError('the indices are not whole numbers of 0 or more', path, expected, found);
  }
  const corners = new Uint32Array(indices.getArray() ?? []);
  const wrong = corners.findIndex((corner) => corner >= count);
  if (wrong < 0) return corners;
  throw fileError('an index refers to a missing vertex', path, `0 to ${count - 1}`, String(corners[wrong]));
}

function toTriangles(corners: ArrayLike<number>, mode: number, path: string): ArrayLike<number> {
  if (mode === triangles) {
    if (corners.length % 3 === 0) return corners;
    throw fileError('a triangle is incomplete', path, 'a multiple of 3 indices', String(corners.length));
  }
  const { corners: faces } = noFaces();
  const push = mode === strip ? pushStrip : pushFan;
  push(corners, faces);
  return faces.values;
}

/** Copies the triangles of an instance. A transformation that mirrors reverses them, so two corners are swapped. */
function placeFaces({ corners, world }: MeshInstance, faces: Uint32Array, start: number, base: number): void {
  const isMirrored = determinantOf([world.slice(0, 3), world.slice(4, 7), world.slice(8, 11)]) < 0;
  const [second, third] = isMirrored ? [2, 1] : [1, 2];
  for (let at = 0; at < corners.length; at += 3) {
    faces[start + at] = corners[at]! + base;
    faces[start + at + second] = corners[at + 1]! + base;
    faces[start + at + third] = corners[at + 2]! + base;
  }
}

/** Copies the vertices of an instance, transformed by a column-major matrix. */
function placeVertices({ positions, world: m }: MeshInstance, vertices: Float64Array, start: number): void {
  for (let at = 0; at < positions.length; at += 3) {
    const x = positions[at]!;
    const y = positions[at + 1]!;
    const z = positions[at + 2]!;
    vertices[start + at] = m[0] * x + m[4] * y + m[8] * z + m[12];
    vertices[start + at + 1] = m[1] * x + m[5] * y + m[9] * z + m[13];
    vertices[start + at + 2] = m[2] * x + m[6] * y + m[10] * z + m[14];
  }
}

const magic = 0x46546c67;
const jsonChunk = 0x4e4f534a;
const binaryChunk = 0x004e4942;
const headerBytes = 12;
/** Limit of nested nodes, since programs walk them by recursion. */
const deepest = 256;

/**
 * Checks the header, chunks, accessors and node tree of a GLB file; returns the bytes that its header states. Fails
 * with a FormatError that names the place, and with an UnsupportedError if it requires extensions.
 */
function openContainer(bytes: Uint8Array, path: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (message: string, offset: number, expected: string, found: string) =>
    fileError(message, { path, offset }, expected, found);
  if (bytes.length < headerBytes || view.getUint32(0, true) !== magic) {
    throw fail('not a GLB file', 0, 'glTF', JSON.stringify(String.fromCharCode(...bytes.subarray(0, 4))));
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw fail('unknown version of glTF', 4, '2', String(version));
  const size = view.getUint32(8, true);
  if (size > bytes.length) throw fail('the file is cut short', 8, `${size} bytes`, `${bytes.length}`);
  let json: Uint8Array | null = null;
  let binaryBytes: number | null = null;
  const chunks: Chunk[] = [];
  for (let at = headerBytes; at < size; ) {
    const length = at + 8 <= size ? view.getUint32(at, true) : 0;
    if (at + 8 + length > size)
      throw fail('a chunk goes past the end', at, `at most ${size - at - 8} bytes`, `${length}`);
    const type = view.getUint32(at + 4, true);
    if (type === binaryChunk) binaryBytes ??= length;
    if (type === jsonChunk) json ??= bytes.subarray(at + 8, at + 8 + length);
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length;
  }
  if (json === null) throw fail('the file has no scene', headerBytes, 'a JSON chunk', 'none');
  checkScene(json, binaryBytes ?? 0, path);
  return chunks.every(({ data }) => data.length % 4 === 0) ? bytes.subarray(0, size) : padded(chunks);
}

interface Chunk {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Returns a GLB whose chunks end at multiples of four bytes, as glTF 2.0 asks and some programs do not do. */
function padded(chunks: readonly Chunk[]): Uint8Array {
  const paddedLength = ({ data }: Chunk) => 4 * Math.ceil(data.length / 4);
  const size = chunks.reduce((sum, chunk) => sum + 8 + paddedLength(chunk), headerBytes);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [magic, 2, size].entries()) view.setUint32(4 * index, word, true);
  let at = headerBytes;
  for (const chunk of chunks) {
    const end = at + 8 + paddedLength(chunk);
    view.setUint32(at, end - at - 8, true);
    view.setUint32(at + 4, chunk.type, true);
    bytes.set(chunk.data, at + 8);
    bytes.fill(chunk.type === jsonChunk ? 0x20 : 0, at + 8 + chunk.data.length, end);
    at = end;
  }
  return bytes;
}

interface Scene extends GltfData {
  readonly extensionsRequired?: readonly string[];
  readonly nodes?: readonly { readonly children?: readonly number[] }[];
}

function checkScene(json: Uint8Array, binaryBytes: number, path: string): void {
  const { extensionsRequired = [], nodes = [], ...data } = sceneOf(json, path);
  if (extensionsRequired.length > 0) {
    const found = extensionsRequired.join(', ');
    const hint = 'export it without compression';
    throw new UnsupportedError('the mesh needs extensions of glTF', { path, expected: 'none', found, hint });
  }
  checkAccessors(data, binaryBytes, path);
  checkTree(nodes, path);
}

function sceneOf(json: Uint8Array, path: string): Scene {
  try {
    return (decodeJson(json, path) ?? {}) as Scene;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const { message, facts } = cause;
    throw new FormatError('the JSON chunk is invalid', { path, found: facts.found ?? message, cause });
  }
}

function checkTree(nodes: NonNullable<Scene['nodes']>, path: string): void {
  const parents = new Map<number, number>();
  nodes.forEach(({ children = [] }, parent) => {
    for (const child of children) {
      if (parents.has(child)) throw noTree(child, path);
      parents.set(child, parent);
    }
  });
  const depths = new Map<number, number>();
  for (const start of parents.keys()) {
    const chain: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !depths.has(at) && chain.length <= deepest) {
      chain.push(at);
      at = parents.get(at);
    }
    const above = at === undefined ? 0 : (depths.get(at) ?? 0);
    if (chain.length > nodes.length) throw noTree(start, path);
    if (above + chain.length > deepest) {
      throw fileError('the nodes are nested too deeply', path, `at most ${deepest} levels`, 'more');
    }
    for (const [index, node] of chain.entries()) depths.set(node, above + chain.length - index);
  }
}

function noTree(node: number, path: string): FormatError {
  return fileError('the nodes are not a tree', path, 'one parent a node', `node ${node} has more`);
}

/** Returns a binary glTF file with one mesh, its coordinates multiplied by `scale` and stored as float32. */
export async function writeGlb(
  { vertices, faces }: TriangleMesh,
  scale: number,
  name: string,
): Promise<Uint8Array> {
  const { Document, WebIO } = await import('@gltf-transform/core');
  const positions = new Float32Array(vertices.length);
  for (let at = 0; at < vertices.length; at++) positions[at] = vertices[at]! * scale;
  const document = new Document();
  const buffer = document.createBuffer();
  const position = document.createAccessor().setType('VEC3').setArray(positions).setBuffer(buffer);
  const indices = document.createAccessor().setType('SCALAR').setArray(faces).setBuffer(buffer);
  const primitive = document.createPrimitive().setAttribute('POSITION', position).setIndices(indices);
  const mesh = document.createMesh(name).addPrimitive(primitive);
  const node = document.createNode(name).setMesh(mesh);
  document.getRoot().setDefaultScene(document.createScene().addChild(node));
  return new WebIO().writeBinary(document);
}
