import { type LineReader, type PublishedPoint, readPublishedPoints } from '../../formats/points/index.js';
import { fileSource } from '../../sources/file-source.js';
import type { KernelSource } from '../../volume/kernels/index.js';
import type { IngestContext } from '../context.js';

/** The points of an ndjson file of OUTPUT, some lines at a time. Fails with a FormatError that names the line. */
export function ndjsonPoints(
  key: string,
  { output, signal, kernels }: Pick<IngestContext, 'output' | 'signal' | 'kernels'>,
): AsyncGenerator<readonly PublishedPoint[]> {
  return readPublishedPoints(fileSource(output, key, { signal }), undefined, lineReader(kernels));
}

/** Kernels as readers of lines. */
export function lineReader(kernels: KernelSource): LineReader {
  return (text, form, take) => kernels.use(async (own) => take(own.readLines(text, form)));
}
