import type { inspectCommandOptions } from '../../options/index.js';
import type { Given } from '../table-command.js';

/** What stands beside the options. */
export const inspectedFiles = { files: { name: 'FILE', arity: 'several' } } as const;

/** What `cryoet inspect FILE…` is given. */
export type InspectArguments = Given<typeof inspectedFiles, typeof inspectCommandOptions>;
