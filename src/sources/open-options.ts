import type { OpenOptions } from '../volume/source/index.js';
import { temporaryFiles } from '../volume/staging/index.js';
import type { SourceContext } from './source-context.js';

/** How an ingest opens volumes: it can be interrupted, and unpacks to where the user said. */
export function openOptions({ signal, kernels, options }: SourceContext): OpenOptions {
  return { signal, kernels, staging: temporaryFiles(options.stagingDirectory) };
}
