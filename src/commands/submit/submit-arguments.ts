import type { submitOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const submitLocations = {
  engine: { name: 'ENGINE', arity: 'one' },
  config: { name: 'CONFIG', arity: 'one' },
  input: { name: 'INPUT', arity: 'one' },
  output: { name: 'OUTPUT', arity: 'one' },
} as const;

/** What `cryoet submit ENGINE CONFIG INPUT OUTPUT` is given. */
export type SubmitArguments = Given<typeof submitLocations, typeof submitOptions>;
