import { decodeJson, type JsonObject } from '../../json/index.js';
import type { Content, TreeReader } from '../../tree/index.js';
import { levelNames } from '../../volume/level-shape.js';
import {
  type ArrayMetadata,
  arrayKey,
  asDocument,
  attributesKey,
  groupKey,
  largestDocument,
  parseArrayMetadata,
} from '../../volume/zarr/index.js';
import type { ZarrFiles, ZarrLevel } from '../contexts/index.js';

/** Group, attributes and levels of a zarr; `isRead` tells whether their content is wanted. */
export async function loadZarr(
  reader: TreeReader,
  path: string,
  sizes: ReadonlyMap<string, number>,
  isRead: boolean,
): Promise<ZarrFiles> {
  const load = <Value>(
    inside: string,
    parse: (document: JsonObject, path: string) => Value,
  ): Promise<Content<Value>> => {
    const file = { path: `${path}/${inside}`, size: sizes.get(inside) ?? 0 };
    if (!isRead || !sizes.has(inside)) return Promise.resolve({ ...file, value: null, problem: null });
    return reader.content(file, largestDocument, (bytes) =>
      parse(asDocument(decodeJson(bytes, file.path), file.path), file.path),
    );
  };
  const [group, attributes, ...arrays] = await Promise.all([
    load(groupKey, (document) => document),
    load(attributesKey, (document) => document),
    ...levelNames.map((level) => load(`${level}/${arrayKey}`, readLevel)),
  ]);
  return {
    path,
    files: sizes,
    group,
    attributes,
    arrays: new Map(
      arrays.flatMap((array, index) =>
        sizes.has(`${levelNames[index]}/${arrayKey}`) ? [[levelNames[index] as string, array] as const] : [],
      ),
    ),
  };
}

function readLevel(document: JsonObject, path: string): ZarrLevel {
  let isReadable = true;
  const array = parseArrayMetadata(document, path, () => {
    isReadable = false;
  });
  return { ...array, readable: isReadable ? (array as ArrayMetadata) : null };
}
