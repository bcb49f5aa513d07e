import { FormatError, UnsupportedError } from '../../../errors/index.js';
import { decodeJson } from '../../../json/index.js';
import { checkAccessors, type GltfData } from './check-accessors.js';

const magic = 0x46546c67;
const jsonChunk = 0x4e4f534a;
const binaryChunk = 0x004e4942;
const headerBytes = 12;
/** Programs walk the nodes of a scene by recursion. */
const deepest = 256;

/**
 * Checks a GLB file's header, chunks, accessors and node tree, and returns the bytes that it states to have.
 * Fails with a FormatError that names the place, or an UnsupportedError for extensions that it cannot do without.
 */
export function openContainer(bytes: Uint8Array, path: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (message: string, offset: number, expected: string, found: string) =>
    new FormatError(message, { path, offset, expected, found });
  if (bytes.length < headerBytes || view.getUint32(0, true) !== magic) {
    throw fail('not a GLB file', 0, 'glTF', JSON.stringify(String.fromCharCode(...bytes.subarray(0, 4))));
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw fail('unknown version of glTF', 4, '2', String(version));
  const size = view.getUint32(8, true);
  if (size > bytes.length) throw fail('the file is cut short', 8, `${size} bytes`, `${bytes.length}`);
  let json: Uint8Array | null = null;
  let binaryBytes: number | null = null;
  for (let at = headerBytes; at < size; ) {
    const length = at + 8 <= size ? view.getUint32(at, true) : 0;
    if (at + 8 + length > size)
      throw fail('a chunk goes past the end', at, `at most ${size - at - 8} bytes`, `${length}`);
    const type = view.getUint32(at + 4, true);
    if (type === binaryChunk) binaryBytes ??= length;
    if (type === jsonChunk) json ??= bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length;
  }
  if (json === null) throw fail('the file has no scene', headerBytes, 'a JSON chunk', 'none');
  checkScene(json, binaryBytes ?? 0, path);
  return bytes.subarray(0, size);
}

interface Scene extends GltfData {
  readonly extensionsRequired?: readonly string[];
  readonly nodes?: readonly { readonly children?: readonly number[] }[];
}

function checkScene(json: Uint8Array, binaryBytes: number, path: string): void {
  const { extensionsRequired = [], nodes = [], ...data } = sceneOf(json, path);
  if (extensionsRequired.length > 0) {
    throw new UnsupportedError('the mesh needs extensions of glTF', {
      path,
      expected: 'none',
      found: extensionsRequired.join(', '),
      hint: 'export it without compression',
    });
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
      throw new FormatError('the nodes are nested too deeply', {
        path,
        expected: `at most ${deepest} levels`,
        found: 'more',
      });
    }
    for (const [index, node] of chain.entries()) depths.set(node, above + chain.length - index);
  }
}

function noTree(node: number, path: string): FormatError {
  return new FormatError('the nodes are not a tree', {
    path,
    expected: 'one parent a node',
    found: `node ${node} has more`,
  });
}
