import { FormatError } from '../../errors/index.js';
import { lineBatches } from '../../formats/byte-source/index.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';
import type { Storage } from '../../storage/index.js';
import { fileSource } from './annotation/file-source.js';

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

/** The points of an ndjson file, some lines at a time. Fails with a FormatError that names the line. */
export async function* ndjsonPoints(
  storage: Storage,
  key: string,
  signal: AbortSignal,
): AsyncGenerator<readonly PublishedPoint[]> {
  const source = fileSource(storage, key, { signal });
  let before = 0;
  for await (const lines of lineBatches(source)) {
    const first = before + 1;
    yield lines.map((line, index) => parsePoint(line, source.path, first + index));
    before += lines.length;
  }
}

function parsePoint(text: string, path: string, line: number): PublishedPoint {
  const record = parseRecord(text);
  const location = record?.location;
  if (record !== null && isJsonObject(location)) {
    const { x, y, z } = location;
    if (typeof x === 'number' && typeof y === 'number' && typeof z === 'number') {
      return { x, y, z, rotation: rotationOf(record), instance: toNumber(record.instance_id) };
    }
  }
  throw new FormatError('not a point', {
    path,
    line,
    expected: 'an object with a location of x, y and z',
    found: text.slice(0, 60),
  });
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
