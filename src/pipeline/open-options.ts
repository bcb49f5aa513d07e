import type { OpenOptions } from '../volume/source/index.js';
import { temporaryFiles } from '../volume/staging/index.js';
import type { IngestContext } from './context.js';

/** How an ingest opens volumes: it can be interrupted, and unpacks to where the user said. */
export function openOptions({ signal, kernels, options }: IngestContext): OpenOptions {
  return { signal, kernels, staging: temporaryFiles(options.stagingDirectory) };
}
