import { FormatError } from '../../errors/index.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import { numberAt, objectsAt, textsAt, valueAt } from '../json-access.js';
import type { MeshFacts } from './mesh-facts.js';

const magic = 0x46546c67;
const chunkTypes = { json: 0x4e4f534a, bin: 0x004e4942 } as const;
const componentBytes: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};
const componentCounts: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };
const triangleModes = { list: 4, strip: 5, fan: 6 } as const;

/**
 * Walks a binary glTF 2.0 file: header, chunks, and the positions and indices of every primitive. Fails with a
 * FormatError at the first thing that a reader would stumble over.
 */
export function readGlb(bytes: Uint8Array): MeshFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 20 || view.getUint32(0, true) !== magic) {
    throw new FormatError('not a binary glTF file', { expected: 'the word `glTF` at its start' });
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw new FormatError('unknown glTF version', { found: `${version}`, expected: '2' });
  const length = view.getUint32(8, true);
  if (length > bytes.length) {
    throw new FormatError('the file is shorter than its header says', {
      found: `${bytes.length} bytes`,
      expected: `${length} bytes`,
    });
  }
  const { document, binary } = readChunks(view, length);
  const required = textsAt(document, 'extensionsRequired');
  if (required.length > 0) {
    throw new FormatError('the mesh needs extensions that few readers have', { found: required.join(', ') });
  }
  const model = { document, binary, view };
  let triangles = 0;
  for (const mesh of objectsAt(document, 'meshes')) {
    for (const primitive of objectsAt(mesh, 'primitives')) triangles += trianglesOf(primitive, model);
  }
  return { triangles, trailingBytes: bytes.length - length };
}

interface Chunk {
  readonly start: number;
  readonly length: number;
}

interface Model {
  readonly document: JsonObject;
  readonly binary: Chunk | null;
  readonly view: DataView;
}

function readChunks(view: DataView, end: number): { document: JsonObject; binary: Chunk | null } {
  let document: JsonValue | undefined;
  let binary: Chunk | null = null;
  for (let offset = 12; offset < end; ) {
    const length = offset + 8 <= end ? view.getUint32(offset, true) : Number.POSITIVE_INFINITY;
    if (offset + 8 + length > end) {
      throw new FormatError('a chunk reaches past the end of the file', { offset });
    }
    const type = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (type === chunkTypes.json && document === undefined) document = parseDocument(view, start, length);
    if (type === chunkTypes.bin && binary === null) binary = { start, length };
    offset = start + length;
  }
  if (!isJsonObject(document)) throw new FormatError('no JSON chunk in the mesh');
  return { document, binary };
}

function parseDocument(view: DataView, start: number, length: number): JsonValue {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonValue;
  } catch (cause) {
    throw new FormatError('the JSON chunk of the mesh is not JSON', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function trianglesOf(primitive: JsonObject, model: Model): number {
  const mode = numberAt(primitive, 'mode') ?? triangleModes.list;
  if (mode < triangleModes.list) return 0;
  const position = numberAt(primitive, 'attributes', 'POSITION');
  if (position === null) throw new FormatError('a primitive without positions');
  const positions = accessor(position, model, 'VEC3', [5126]);
  const { view } = model;
  for (let index = 0; index < positions.count; index++) {
    for (let axis = 0; axis < 3; axis++) {
      if (Number.isFinite(view.getFloat32(positions.start + index * positions.stride + 4 * axis, true)))
        continue;
      throw new FormatError('a position that is no finite number', { found: `vertex ${index}` });
    }
  }
  const indexed = numberAt(primitive, 'indices');
  const count = indexed === null ? positions.count : checkIndices(indexed, positions.count, model);
  if (mode !== triangleModes.list) return Math.max(0, count - 2);
  if (count % 3 !== 0)
    throw new FormatError('corners that do not make triangles', { found: `${count} corners` });
  return count / 3;
}

function checkIndices(index: number, vertices: number, model: Model): number {
  const { start, stride, count, component } = accessor(index, model, 'SCALAR', [5121, 5123, 5125]);
  const read = {
    5121: (offset: number) => model.view.getUint8(offset),
    5123: (offset: number) => model.view.getUint16(offset, true),
    5125: (offset: number) => model.view.getUint32(offset, true),
  }[component as 5121 | 5123 | 5125];
  for (let at = 0; at < count; at++) {
    const vertex = read(start + at * stride);
    if (vertex < vertices) continue;
    throw new FormatError('a triangle names a vertex that is not there', {
      found: `${vertex}`,
      expected: `below ${vertices}`,
    });
  }
  return count;
}

function accessor(
  index: number,
  { document, binary }: Model,
  type: string,
  components: readonly number[],
): { start: number; stride: number; count: number; component: number } {
  const facts = valueAt(document, 'accessors', index);
  const component = numberAt(facts, 'componentType') ?? 0;
  const count = numberAt(facts, 'count') ?? -1;
  const isRight = valueAt(facts, 'type') === type && components.includes(component) && count >= 0;
  if (!isRight || !Number.isSafeInteger(count)) {
    throw new FormatError('an accessor of the wrong kind', { found: `accessor ${index}`, expected: type });
  }
  const viewIndex = numberAt(facts, 'bufferView');
  const bufferView = viewIndex === null ? undefined : valueAt(document, 'bufferViews', viewIndex);
  const element = (componentBytes[component] as number) * (componentCounts[type] as number);
  const stride = numberAt(bufferView, 'byteStride') ?? element;
  const offset = numberAt(facts, 'byteOffset') ?? 0;
  const viewStart = numberAt(bufferView, 'byteOffset') ?? 0;
  const viewLength = numberAt(bufferView, 'byteLength') ?? -1;
  const reach = count === 0 ? 0 : (count - 1) * stride + element;
  const fits =
    binary !== null &&
    offset >= 0 &&
    viewStart >= 0 &&
    stride >= element &&
    offset + reach <= viewLength &&
    viewStart + viewLength <= binary.length;
  if (!fits) throw new FormatError('an accessor reaches past its data', { found: `accessor ${index}` });
  return { start: (binary?.start ?? 0) + viewStart + offset, stride, count, component };
}
