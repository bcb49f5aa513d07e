import { FormatError } from '../errors/index.js';
import { LineSplitter } from '../formats/byte-source/index.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../json/index.js';
import type { Storage } from '../storage/index.js';

/** A point of a published annotation, in voxels. */
export interface PublishedPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Rows of the rotation of an oriented point. */
  readonly rotation: readonly (readonly number[])[] | null;
  /** Instance of an instance point. */
  readonly instance: number | null;
}

const pieceBytes = 4 * 1024 * 1024;

/** The points of an ndjson file, line by line. Fails with a FormatError that names the line. */
export async function* ndjsonPoints(storage: Storage, key: string): AsyncGenerator<PublishedPoint> {
  const path = storage.location(key);
  const reader = await storage.open(key);
  const decoder = new TextDecoder();
  const splitter = new LineSplitter(path);
  let line = 0;
  try {
    for (let at = 0; at < reader.size; at += pieceBytes) {
      const text = decoder.decode(await reader.read(at, pieceBytes), { stream: true });
      for (const found of splitter.push(text)) yield parsePoint(found, path, ++line);
    }
    for (const found of splitter.end()) yield parsePoint(found, path, ++line);
  } finally {
    await reader.close();
  }
}

function parsePoint(text: string, path: string, line: number): PublishedPoint {
  const record = parseRecord(text);
  const location = isJsonObject(record?.location ?? null) ? (record?.location as JsonObject) : null;
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => toNumber(location?.[axis] ?? null));
  if (record === null || typeof x !== 'number' || typeof y !== 'number' || typeof z !== 'number') {
    throw new FormatError('not a point', {
      path,
      line,
      expected: 'an object with a location of x, y and z',
      found: text.slice(0, 60),
    });
  }
  return { x, y, z, rotation: rotationOf(record), instance: toNumber(record.instance_id ?? null) };
}

function parseRecord(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function rotationOf({ xyz_rotation_matrix: matrix }: JsonObject): number[][] | null {
  if (!Array.isArray(matrix)) return null;
  return matrix.map((row) => (Array.isArray(row) ? row.map((value) => toNumber(value) ?? 0) : []));
}
