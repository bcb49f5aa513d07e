import { FormatError } from '../../errors/index.js';
import { decodeJson, isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import type { Content, TreeReader } from '../../tree/index.js';
import type { ZarrArray, ZarrFiles } from '../contexts/index.js';
import { numberAt, textAt, valueAt } from '../json-access.js';

const levels = ['0', '1', '2'];
const largest = 4 * 1024 * 1024;

/** Group, attributes and levels of a zarr; `isRead` tells whether their content is wanted. */
export async function loadZarr(
  reader: TreeReader,
  path: string,
  sizes: ReadonlyMap<string, number>,
  isRead: boolean,
): Promise<ZarrFiles> {
  const load = <Value>(inside: string, parse: (document: JsonValue) => Value): Promise<Content<Value>> => {
    const file = { path: `${path}/${inside}`, size: sizes.get(inside) ?? 0 };
    if (!isRead || !sizes.has(inside)) return Promise.resolve({ ...file, value: null, problem: null });
    return reader.content(file, largest, (bytes) => parse(decodeJson(bytes, file.path)));
  };
  const [group, attributes, ...arrays] = await Promise.all([
    load('.zgroup', asDocument),
    load('.zattrs', asDocument),
    ...levels.map((level) => load(`${level}/.zarray`, readArray)),
  ]);
  return {
    path,
    files: sizes,
    group,
    attributes,
    arrays: new Map(
      arrays.flatMap((array, index) =>
        sizes.has(`${levels[index]}/.zarray`) ? [[levels[index] as string, array] as const] : [],
      ),
    ),
  };
}

function asDocument(document: JsonValue): JsonValue {
  if (isJsonObject(document)) return document;
  throw new FormatError('not a JSON mapping', { found: JSON.stringify(document)?.slice(0, 60) ?? 'nothing' });
}

function readArray(document: JsonValue): ZarrArray {
  asDocument(document);
  const dtype = textAt(document, 'dtype');
  if (dtype === null || !/^[<>|][a-z]\d+$/.test(dtype)) {
    throw new FormatError('no type of voxels', { found: `${dtype}`, expected: 'a dtype like <f4' });
  }
  return {
    shape: three(document, 'shape', 0),
    chunks: three(document, 'chunks', 1),
    dtype,
    separator: textAt(document, 'dimension_separator') === '/' ? '/' : '.',
    compressor: compressorOf(document),
    document,
  };
}

function compressorOf(document: JsonValue): ZarrArray['compressor'] {
  const compressor = valueAt(document, 'compressor') ?? null;
  const id = textAt(document, 'compressor', 'id');
  if (compressor === null) return null;
  if (id === null) {
    throw new FormatError('a compressor without id', { found: JSON.stringify(compressor).slice(0, 60) });
  }
  return { ...(compressor as JsonObject), id };
}

function three(document: JsonValue, key: string, least: number): [number, number, number] {
  const value = valueAt(document, key);
  const numbers = [0, 1, 2].map((axis) => numberAt(value, axis) ?? Number.NaN);
  const isRight = numbers.every((number) => Number.isSafeInteger(number) && number >= least);
  if (!isRight || !Array.isArray(value) || value.length !== 3) {
    throw new FormatError(`not a ${key} of three axes`, {
      found: JSON.stringify(value ?? null),
      expected: `three whole numbers of at least ${least}`,
    });
  }
  return numbers as [number, number, number];
}
