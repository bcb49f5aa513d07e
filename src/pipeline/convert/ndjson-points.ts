import { type PublishedPoint, readPublishedPoints } from '../../formats/points/index.js';
import { fileSource } from '../../sources/file-source.js';
import type { IngestContext } from '../context.js';

/** The points of an ndjson file of OUTPUT, some lines at a time. Fails with a FormatError that names the line. */
export function ndjsonPoints(
  key: string,
  { output, signal, lines }: Pick<IngestContext, 'output' | 'signal' | 'lines'>,
): AsyncGenerator<readonly PublishedPoint[]> {
  return readPublishedPoints(fileSource(output, key, { signal }), undefined, lines.read);
}
