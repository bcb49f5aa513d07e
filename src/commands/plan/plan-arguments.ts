import type { planOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const planLocations = {
  config: { name: 'CONFIG', arity: 'one' },
  input: { name: 'INPUT', arity: 'one' },
} as const;

/** What `cryoet plan CONFIG INPUT` is given. */
export type PlanArguments = Given<typeof planLocations, typeof planOptions>;
