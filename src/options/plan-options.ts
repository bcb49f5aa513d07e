import { UsageError } from '../errors/index.js';
import { ingestOptions } from './ingest-options.js';
import { count, refuseEmpty, text } from './kinds.js';
import type { OptionTable, ValueOption } from './option.js';
import { storageOptions } from './storage-options.js';

/** The options of `cryoet plan`. */
export const planOptions = {
  ...storageOptions,
  parts: wholeOrNone('N', { help: 'divide the runs into N parts', most: 1_000_000 }),
  targetHours: hours('H', {
    help: 'divide the runs into parts of at most H hours each',
    note: 'by estimate, with `--jobs`',
  }),
  output: text('PLAN', {
    help: 'write the plan to this file',
    note: 'a path or `s3://bucket/key`; to the terminal where it is not given',
    check: refuseEmpty,
  }),
  filter: ingestOptions.filter,
  exclude: ingestOptions.exclude,
  jobs: {
    ...count('N', {
      help: 'set the number of worker threads of each part, for `--target-hours`',
      initial: 1,
    }),
  },
  stagingDir: ingestOptions.stagingDir,
} satisfies OptionTable;

/** A whole number above 0; none by default. */
function wholeOrNone(
  placeholder: string,
  { most, ...declared }: { readonly help: string; readonly most: number },
): ValueOption<number | undefined> {
  return {
    kind: 'value',
    placeholder,
    initial: () => undefined,
    parse(given, name) {
      const value = Number(given);
      if (/^\d+$/.test(given) && value >= 1 && value <= most) return value;
      throw new UsageError(`${name} takes a whole number from 1 to ${most}, not ${given}`);
    },
    ...declared,
  };
}

/** A number above 0; none by default. */
function hours(
  placeholder: string,
  declared: { readonly help: string; readonly note: string },
): ValueOption<number | undefined> {
  return {
    kind: 'value',
    placeholder,
    initial: () => undefined,
    parse(given, name) {
      const value = Number(given);
      if (given.trim() !== '' && Number.isFinite(value) && value > 0) return value;
      throw new UsageError(`${name} takes a number above 0, not ${given}`);
    },
    ...declared,
  };
}
