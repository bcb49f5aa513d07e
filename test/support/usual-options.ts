import type { IngestOptions } from '../../src/pipeline/context.js';
import { entityTypes } from '../../src/tree/entities/entity-type.js';

/** What an ingest does that is asked for nothing in particular, runs one after the other. */
export const usualOptions: IngestOptions = {
  layout: 'documented',
  binningEdge: 'mean',
  compatible: 'none',
  writeMrc: true,
  writeZarr: true,
  importTypes: new Set(entityTypes),
  metadataTypes: new Set(entityTypes),
  filters: new Map(),
  excludes: new Map(),
  contrast: 'gmm',
  httpsPrefix: 'https://files.cryoetdataportal.cziscience.com',
  precompute: true,
  dryRun: false,
  failFast: false,
  concurrency: 1,
};
