import { type PublishedPoint, readPublishedPoints } from '../../formats/points/index.js';
import { fileSource } from '../../sources/file-source.js';
import type { Storage } from '../../storage/index.js';

/** The points of an ndjson file, some lines at a time. Fails with a FormatError that names the line. */
export function ndjsonPoints(
  storage: Storage,
  key: string,
  signal: AbortSignal,
): AsyncGenerator<readonly PublishedPoint[]> {
  return readPublishedPoints(fileSource(storage, key, { signal }));
}
