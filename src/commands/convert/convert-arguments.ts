import type { convertCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const convertLocations = {
  input: { name: 'IN', arity: 'one' },
  output: { name: 'OUT', arity: 'one' },
} as const;

/** What `cryoet convert IN OUT` is given. */
export type ConvertArguments = Given<typeof convertLocations, typeof convertCommandOptions>;
