import type { initCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const initLocation = { input: { name: 'INPUT', arity: 'one' } } as const;

/** What `cryoet init INPUT` is given. */
export type InitArguments = Given<typeof initLocation, typeof initCommandOptions>;
