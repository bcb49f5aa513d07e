// Checks of the numbers of a GLB file: that they lie within the file, and that bounds and views agree with them.
import { type FormatError, fileError } from '../../base/errors.js';
import type { IssueText } from '../../base/issue.js';
import { decodeJson } from '../../base/json-text.js';
import { type JsonObject, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';

/** The members of a glTF document that locate numbers. */
export interface GltfData {
  readonly accessors?: readonly Accessor[];
  readonly bufferViews?: readonly View[];
  readonly buffers?: readonly { readonly byteLength?: number }[];
}

interface Accessor {
  readonly bufferView?: number;
  readonly byteOffset?: number;
  readonly componentType?: number;
  readonly count?: number;
  readonly type?: string;
}

interface View {
  readonly byteOffset?: number;
  readonly byteLength?: number;
  readonly byteStride?: number;
}

/** Bytes of a component by its type. */
const componentBytes: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};

/** Components of an element by its type. */
const components: ReadonlyMap<string, number> = new Map(
  Object.entries({ SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 }),
);

/** Returns the bytes of an element; NaN if its type is unknown. */
function elementBytes(componentType: number, type: string): number {
  return (componentBytes[componentType] ?? Number.NaN) * (components.get(type) ?? Number.NaN);
}

/** Fails with a FormatError if numbers lie outside their view, or a view or the buffer outside the binary chunk. */
export function checkAccessors(data: GltfData, binaryBytes: number, path: string): void {
  const { accessors = [], bufferViews = [], buffers: [buffer] = [] } = data;
  const bufferBytes = buffer?.byteLength ?? 0;
  if (bufferBytes > binaryBytes) {
    throw outside(path, 'buffers[0]', `at most ${binaryBytes} bytes`, `${bufferBytes} bytes`);
  }
  bufferViews.forEach(({ byteOffset = 0, byteLength = Number.NaN }, index) => {
    if (byteOffset >= 0 && byteOffset + byteLength <= binaryBytes) return;
    const found = `${byteOffset + byteLength} bytes`;
    throw outside(path, `bufferViews[${index}]`, `at most ${binaryBytes} bytes`, found);
  });
  accessors.forEach((accessor, index) => {
    const { byteOffset = 0, componentType = 0, count = Number.NaN, type = '' } = accessor;
    const view = bufferViews[accessor.bufferView ?? -1];
    const size = elementBytes(componentType, type);
    const stride = view?.byteStride ?? size;
    const end = byteOffset + (count - 1) * stride + size;
    const isWithin = count > 0 && byteOffset >= 0 && stride >= size && end <= (view?.byteLength ?? 0);
    if (view !== undefined && Number.isSafeInteger(count) && Number.isSafeInteger(end) && isWithin) return;
    const expected = view === undefined ? 'a view' : `at most the ${view.byteLength} bytes of its view`;
    throw outside(path, `accessors[${index}]`, expected, view === undefined ? 'none' : `${end} bytes`);
  });
}

function outside(path: string, keyPath: string, expected: string, found: string): FormatError {
  return fileError('numbers lie outside the file', { path, keyPath }, expected, `${found} for ${keyPath}`);
}

/** Bytes of padding that a view may have at its end. */
const filling = 3;
const axes = [0, 1, 2] as const;

/**
 * Returns positions whose bounds are missing or wrong, and views whose last bytes no accessor reaches (glTF 2.0,
 * 3.6.2 and 3.7.2.1). The file must be one that `readGlb` reads.
 */
export function accessorFaults(bytes: Uint8Array, path: string): IssueText[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonEnd = 20 + view.getUint32(12, true);
  const document = decodeJson(bytes.subarray(20, jsonEnd), path);
  const data = { view, start: jsonEnd + 8, views: objectsAt(document, 'bufferViews') };
  const accessors = objectsAt(document, 'accessors');
  const positions = new Set(
    objectsAt(document, 'meshes')
      .flatMap((mesh) => objectsAt(mesh, 'primitives'))
      .flatMap((primitive) => numberAt(primitive, 'attributes', 'POSITION') ?? []),
  );
  return [
    ...[...positions].flatMap((index) => boundsFault(accessors[index], index, data) ?? []),
    ...data.views.flatMap((each, index) => unusedFault(each, index, accessors) ?? []),
  ];
}

interface BinaryChunk {
  readonly view: DataView;
  /** Byte offset of the binary chunk. */
  readonly start: number;
  readonly views: readonly JsonObject[];
}

function boundsFault(accessor: JsonObject | undefined, index: number, { view, start, views }: BinaryChunk) {
  const own = views[numberAt(accessor, 'bufferView') ?? -1];
  if (own === undefined) return null;
  const stride = numberAt(own, 'byteStride') ?? 12;
  const first = start + (numberAt(own, 'byteOffset') ?? 0) + (numberAt(accessor, 'byteOffset') ?? 0);
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  const count = numberAt(accessor, 'count') ?? 0;
  for (let vertex = 0; vertex < count; vertex++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = view.getFloat32(first + vertex * stride + 4 * axis, true);
      if (value < lower[axis]!) lower[axis] = value;
      if (value > upper[axis]!) upper[axis] = value;
    }
  }
  const stated = (key: 'min' | 'max') => axes.map((axis) => numberAt(accessor, key, axis));
  const isSame = (of: readonly (number | null)[], actual: readonly number[]) =>
    of.every((value, axis) => {
      const right = actual[axis] as number;
      return value !== null && Math.abs(value - right) <= 1e-5 * Math.max(1, Math.abs(right));
    });
  if (isSame(stated('min'), lower) && isSame(stated('max'), upper)) return null;
  const message = `accessors[${index}]: min and max are not those of its positions`;
  const found = `${shown(stated('min'))} to ${shown(stated('max'))}`;
  return { message, found, expected: `${shown(lower)} to ${shown(upper)}` };
}

function unusedFault(own: JsonObject, index: number, accessors: readonly JsonObject[]): IssueText | null {
  const users = accessors.filter((accessor) => valueAt(accessor, 'bufferView') === index);
  const length = numberAt(own, 'byteLength') ?? 0;
  // Views without an accessor hold pictures, or are unused.
  if (users.length === 0) return null;
  const ends = users.map((accessor) => {
    const size = elementBytes(numberAt(accessor, 'componentType') ?? 0, textAt(accessor, 'type') ?? '');
    const stride = numberAt(own, 'byteStride') ?? size;
    return (numberAt(accessor, 'byteOffset') ?? 0) + (numberAt(accessor, 'count') ?? 0) * stride;
  });
  const end = Math.max(...ends);
  if (length - end <= filling) return null;
  const message = `bufferViews[${index}]: no accessor reaches its last bytes`;
  return { message, found: `${length} bytes`, expected: `${end} bytes` };
}

function shown(point: readonly (number | null)[]): string {
  return point.map((value) => (value === null ? 'none' : Number(value.toPrecision(7)))).join(', ');
}
