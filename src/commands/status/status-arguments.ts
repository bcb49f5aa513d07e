import type { statusCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const statusLocations = {
  plan: { name: 'PLAN', arity: 'one' },
  output: { name: 'OUTPUT', arity: 'optional' },
} as const;

/** What `cryoet status PLAN OUTPUT` is given. */
export type StatusArguments = Given<typeof statusLocations, typeof statusCommandOptions>;
