import { FormatError } from '../../../errors/index.js';

/** The parts of a glTF document that say where numbers lie. */
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

/** Bytes of a component, by its type. */
export const componentBytes: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};

/** Components of an element, by its type. */
export const components: ReadonlyMap<string, number> = new Map([
  ['SCALAR', 1],
  ['VEC2', 2],
  ['VEC3', 3],
  ['VEC4', 4],
  ['MAT2', 4],
  ['MAT3', 9],
  ['MAT4', 16],
]);

/** Fails with a FormatError where numbers would lie outside their view, or a view or the buffer outside the binary chunk. */
export function checkAccessors(data: GltfData, binaryBytes: number, path: string): void {
  const { accessors = [], bufferViews = [], buffers: [buffer] = [] } = data;
  const bufferBytes = buffer?.byteLength ?? 0;
  if (bufferBytes > binaryBytes) {
    throw outside(path, 'buffers[0]', `at most ${binaryBytes} bytes`, `${bufferBytes} bytes`);
  }
  bufferViews.forEach(({ byteOffset = 0, byteLength = Number.NaN }, index) => {
    if (byteOffset >= 0 && byteOffset + byteLength <= binaryBytes) return;
    throw outside(
      path,
      `bufferViews[${index}]`,
      `at most ${binaryBytes} bytes`,
      `${byteOffset + byteLength} bytes`,
    );
  });
  accessors.forEach((accessor, index) => {
    const { byteOffset = 0, componentType = 0, count = Number.NaN, type = '' } = accessor;
    const view = bufferViews[accessor.bufferView ?? -1];
    const size = (componentBytes[componentType] ?? Number.NaN) * (components.get(type) ?? Number.NaN);
    const stride = view?.byteStride ?? size;
    const end = byteOffset + (count - 1) * stride + size;
    const isWithin = count > 0 && byteOffset >= 0 && stride >= size && end <= (view?.byteLength ?? 0);
    if (view !== undefined && Number.isSafeInteger(count) && Number.isSafeInteger(end) && isWithin) return;
    const expected = view === undefined ? 'a view' : `at most the ${view.byteLength} bytes of its view`;
    throw outside(path, `accessors[${index}]`, expected, view === undefined ? 'none' : `${end} bytes`);
  });
}

function outside(path: string, keyPath: string, expected: string, found: string): FormatError {
  return new FormatError('numbers lie outside the file', {
    path,
    keyPath,
    expected,
    found: `${found} for ${keyPath}`,
  });
}
