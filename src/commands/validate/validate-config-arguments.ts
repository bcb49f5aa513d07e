import type { validateConfigOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const configFiles = { files: { name: 'FILE', arity: 'several' } } as const;

/** What `cryoet validate config FILE…` is given. */
export type ValidateConfigArguments = Given<typeof configFiles, typeof validateConfigOptions>;
