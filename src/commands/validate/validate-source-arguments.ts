import type { validateSourceCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const sourceLocations = {
  config: { name: 'CONFIG', arity: 'one' },
  input: { name: 'INPUT', arity: 'one' },
} as const;

/** What `cryoet validate source CONFIG INPUT` is given. */
export type ValidateSourceArguments = Given<typeof sourceLocations, typeof validateSourceCommandOptions>;
