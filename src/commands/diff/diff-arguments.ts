import type { diffCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const diffLocations = { a: { name: 'A', arity: 'one' }, b: { name: 'B', arity: 'one' } } as const;

/** What `cryoet diff A B` is given. */
export type DiffArguments = Given<typeof diffLocations, typeof diffCommandOptions>;
