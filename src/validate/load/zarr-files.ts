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
  omeAttributes,
  parseArrayMetadata,
  parseV3Metadata,
  v3Key,
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
  // Whoever writes both versions into one directory has a zarr of 0.4 with surplus files.
  const isV3 = sizes.has(v3Key) && !sizes.has(groupKey) && !sizes.has(attributesKey);
  const [group, attributes, array] = isV3 ? [v3Key, v3Key, v3Key] : [groupKey, attributesKey, arrayKey];
  const [loadedGroup, loadedAttributes, ...arrays] = await Promise.all([
    load(group, (document) => document),
    load(attributes, isV3 ? omeAttributes : (document) => document),
    ...levelNames.map((level) => load(`${level}/${array}`, isV3 ? readV3Level : readLevel)),
  ]);
  return {
    path,
    files: sizes,
    version: isV3 ? '0.5' : '0.4',
    group: loadedGroup,
    attributes: loadedAttributes,
    arrays: new Map(
      arrays.flatMap((loaded, index) =>
        sizes.has(`${levelNames[index]}/${array}`) ? [[levelNames[index] as string, loaded] as const] : [],
      ),
    ),
  };
}

function readV3Level(document: JsonObject, path: string): ZarrLevel {
  const array = parseV3Metadata(document, path);
  return { ...array, readable: array };
}

function readLevel(document: JsonObject, path: string): ZarrLevel {
  let isReadable = true;
  const array = parseArrayMetadata(document, path, () => {
    isReadable = false;
  });
  return { ...array, readable: isReadable ? (array as ArrayMetadata) : null };
}
