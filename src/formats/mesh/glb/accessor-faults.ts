import { decodeJson, type JsonObject, numberAt, objectsAt, valueAt } from '../../../json/index.js';
import { componentBytes, components } from './check-accessors.js';

/** Something that a GLB file says of its numbers and that they are not. */
export interface AccessorFault {
  readonly message: string;
  readonly expected: string;
  readonly found: string;
}

/** Bytes of filling that a view may have at its end. */
const filling = 3;
const axes = [0, 1, 2] as const;

/**
 * Bounds of positions that are missing or not those of the positions, and bytes of views that no accessor reaches (glTF
 * 2.0, 3.6.2 and 3.7.2.1). The file must be one that `readGlb` reads.
 */
export function accessorFaults(bytes: Uint8Array, path: string): AccessorFault[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonEnd = 20 + view.getUint32(12, true);
  const document = decodeJson(bytes.subarray(20, jsonEnd), path);
  const data = { view, start: jsonEnd + 8, views: objectsAt(document ?? undefined, 'bufferViews') };
  const accessors = objectsAt(document ?? undefined, 'accessors');
  const positions = new Set(
    objectsAt(document ?? undefined, 'meshes')
      .flatMap((mesh) => objectsAt(mesh, 'primitives'))
      .flatMap((primitive) => numberAt(primitive, 'attributes', 'POSITION') ?? []),
  );
  return [
    ...[...positions].flatMap((index) => boundsFault(accessors[index], index, data) ?? []),
    ...data.views.flatMap((each, index) => unusedFault(each, index, accessors) ?? []),
  ];
}

interface Data {
  readonly view: DataView;
  /** Where the binary chunk begins. */
  readonly start: number;
  readonly views: readonly JsonObject[];
}

function boundsFault(
  accessor: JsonObject | undefined,
  index: number,
  { view, start, views }: Data,
): AccessorFault | null {
  const own = views[numberAt(accessor, 'bufferView') ?? -1];
  if (own === undefined) return null;
  const stride = numberAt(own, 'byteStride') ?? 12;
  const first = start + (numberAt(own, 'byteOffset') ?? 0) + (numberAt(accessor, 'byteOffset') ?? 0);
  const [lower, upper] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  for (let vertex = 0; vertex < (numberAt(accessor, 'count') ?? 0); vertex++) {
    for (const axis of axes) {
      const value = view.getFloat32(first + vertex * stride + 4 * axis, true);
      lower[axis] = Math.min(lower[axis] as number, value);
      upper[axis] = Math.max(upper[axis] as number, value);
    }
  }
  const stated = (key: 'min' | 'max') => axes.map((axis) => numberAt(accessor, key, axis));
  const isSame = (of: readonly (number | null)[], actual: readonly number[]) =>
    of.every((value, axis) => {
      const right = actual[axis] as number;
      return value !== null && Math.abs(value - right) <= 1e-5 * Math.max(1, Math.abs(right));
    });
  if (isSame(stated('min'), lower) && isSame(stated('max'), upper)) return null;
  return {
    message: `accessors[${index}]: min and max are not those of its positions`,
    found: `${shown(stated('min'))} to ${shown(stated('max'))}`,
    expected: `${shown(lower)} to ${shown(upper)}`,
  };
}

function unusedFault(own: JsonObject, index: number, accessors: readonly JsonObject[]): AccessorFault | null {
  const users = accessors.filter((accessor) => valueAt(accessor, 'bufferView') === index);
  const length = numberAt(own, 'byteLength') ?? 0;
  // Views without an accessor hold pictures, or are left over.
  if (users.length === 0) return null;
  const ends = users.map((accessor) => {
    const size = sizeOf(accessor);
    const stride = numberAt(own, 'byteStride') ?? size;
    return (numberAt(accessor, 'byteOffset') ?? 0) + (numberAt(accessor, 'count') ?? 0) * stride;
  });
  const end = Math.max(...ends);
  return length - end <= filling
    ? null
    : {
        message: `bufferViews[${index}]: no accessor reaches its last bytes`,
        found: `${length} bytes`,
        expected: `${end} bytes`,
      };
}

function sizeOf(accessor: JsonObject): number {
  const type = valueAt(accessor, 'type');
  return (
    (componentBytes[numberAt(accessor, 'componentType') ?? 0] ?? 0) *
    (typeof type === 'string' ? (components.get(type) ?? 0) : 0)
  );
}

function shown(place: readonly (number | null)[]): string {
  return place.map((value) => (value === null ? 'none' : Number(value.toPrecision(7)))).join(', ');
}
