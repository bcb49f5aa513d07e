import { flag } from './kinds.js';
import type { OptionTable } from './option.js';

/** The options of `cryoet schema`. */
export const schemaCommandOptions = {
  list: flag({ help: 'print the names of all schemas' }),
} satisfies OptionTable;
