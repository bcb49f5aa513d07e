import { exportFormatNames } from '../../export/export-formats.js';
import { storageOptions } from './engine-options.js';
import { ingestOptions } from './ingest-options.js';
import { choice, flag, oneOf, progressOptions, scopeOptions, text } from './kinds.js';
import type { OptionTable } from './option.js';

/** Options of an export, for the command and the API. */
export const exportOptions = {
  ...storageOptions,
  ...scopeOptions('export'),
  filter: {
    ...ingestOptions.filter,
    help: 'export only items of TYPE with a name that begins with a match',
    note: 'names: voxel spacings as `13.480`; annotations by identifier, file name or object; others by identifier',
  },
  exclude: {
    ...ingestOptions.exclude,
    help: 'leave out items of TYPE with a name that begins with a match',
  },
  volumes: choice(['link', 'copy', 'none'], {
    help: 'choose how volumes are exported',
    note: '`link`: as symbolic links; in a bucket or from one, by address',
  }),
  dryRun: flag({ help: 'print the plan with what items lose, and write nothing' }),
  overwrite: flag({ help: 'replace OUT if it is an earlier export' }),
} satisfies OptionTable;

export const exportCommandOptions = {
  to: text('FORMAT', {
    help: 'choose the format',
    values: exportFormatNames,
    check: (given, name) => {
      oneOf(given, exportFormatNames, name);
    },
  }),
  ...exportOptions,
  list: flag({ help: 'print the formats with what each loses, and exit' }),
  format: choice(['pretty', 'json'], { help: 'choose the report format' }),
  ...progressOptions,
} satisfies OptionTable;
