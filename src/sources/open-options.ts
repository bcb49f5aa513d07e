import type { IngestContext } from '../pipeline/context.js';
import type { OpenOptions } from '../volume/source/index.js';

/** How an ingest opens volumes: it can be interrupted, and unpacks to where the user said. */
export function openOptions({ signal, kernels, options }: IngestContext): OpenOptions {
  const { stagingDirectory } = options;
  return { signal, kernels, ...(stagingDirectory === undefined ? {} : { stagingDirectory }) };
}
