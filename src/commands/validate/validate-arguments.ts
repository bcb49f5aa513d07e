import type { validateCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const validateLocation = { tree: { name: 'TREE', arity: 'optional' } } as const;

/** What `cryoet validate TREE` is given. */
export type ValidateArguments = Given<typeof validateLocation, typeof validateCommandOptions>;
