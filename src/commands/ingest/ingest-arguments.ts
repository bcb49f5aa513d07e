import type { ingestCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const ingestLocations = {
  config: { name: 'CONFIG', arity: 'one' },
  input: { name: 'INPUT', arity: 'one' },
  output: { name: 'OUTPUT', arity: 'one' },
} as const;

/** What `cryoet ingest CONFIG INPUT OUTPUT` is given. */
export type IngestArguments = Given<typeof ingestLocations, typeof ingestCommandOptions>;
