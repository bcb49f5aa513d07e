import { ingestOptions } from './ingest-options.js';
import { choice, count, refuseEmpty, text } from './kinds.js';
import type { OptionTable } from './option.js';
import { hoursOrNone, wholeOrNone } from './share-kinds.js';
import { storageOptions } from './storage-options.js';

/** The options of `cryoet plan`. */
export const planOptions = {
  ...storageOptions,
  parts: wholeOrNone('N', { help: 'divide the runs into N parts', most: 1_000_000 }),
  targetHours: hoursOrNone('H', {
    help: 'divide the runs into parts of at most H hours each',
    note: 'by estimate; a longer run is a part of its own',
  }),
  output: text('PLAN', {
    help: 'write the plan to this file',
    note: 'a path or `s3://bucket/key`',
    shownDefault: 'the terminal',
    check: refuseEmpty,
  }),
  filter: ingestOptions.filter,
  exclude: ingestOptions.exclude,
  jobs: count('N', {
    help: 'set the number of worker threads of each part',
    note: 'used by `--target-hours`',
    initial: 1,
  }),
  stagingDir: ingestOptions.stagingDir,
} satisfies OptionTable;

/** What a look at parts can be asked for, by whatever calls it. */
export const statusOptions = { ...storageOptions } satisfies OptionTable;

/** The options of `cryoet status`. */
export const statusCommandOptions = {
  ...statusOptions,
  format: choice(['pretty', 'json'], { help: 'choose the output format' }),
} satisfies OptionTable;
