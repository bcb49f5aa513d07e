import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { Storage } from '../../storage/index.js';
import type { OmeZarrVersion } from '../zarr-form.js';
import { attributesKey } from './metadata.js';
import { v3Key } from './parse-v3-metadata.js';
import { readDocument } from './read-document.js';

/** The attributes of a group, and where they stand. */
export interface GroupAttributes {
  /** What OME-NGFF 0.4 has at the top level and 0.5 below `ome`. */
  readonly attributes: JsonObject;
  /** Name of the file. */
  readonly name: string;
  readonly version: OmeZarrVersion;
  /** The whole file. */
  readonly document: JsonObject;
}

/** The attributes of the group at a key, of either version; null where there are none. Fails as `readDocument` does. */
export async function readAttributes(
  storage: Pick<Storage, 'get' | 'location'>,
  key: string,
): Promise<GroupAttributes | null> {
  const v2 = await readDocument(storage, `${key}/${attributesKey}`);
  if (v2 !== null) return { attributes: v2, name: attributesKey, version: '0.4', document: v2 };
  const v3 = await readDocument(storage, `${key}/${v3Key}`);
  return v3 && { attributes: omeAttributes(v3), name: v3Key, version: '0.5', document: v3 };
}

/** Where OME-Zarr 0.5 has what 0.4 has in its attributes: below `ome`. */
export function omeAttributes({ attributes }: JsonObject): JsonObject {
  if (!isJsonObject(attributes)) return {};
  return isJsonObject(attributes.ome) ? attributes.ome : attributes;
}
