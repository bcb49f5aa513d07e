import type { viewCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const viewLocation = { tree: { name: 'TREE', arity: 'one' } } as const;

/** What `cryoet view TREE` is given. */
export type ViewArguments = Given<typeof viewLocation, typeof viewCommandOptions>;
