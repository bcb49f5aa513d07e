import type { RuleText } from '../../issues/index.js';

/** Codes of failures that break no rule: nothing is wrong with the source. */
export const failureCodes = {
  notReached: {
    code: 'NOT_REACHED',
    title: 'Something that the item depends on failed, or the ingest ended first',
    why: 'The item was not tried. `because` in the report of `cryoet ingest --report` names the item that failed.',
    fix: 'Correct what failed, and run the same command again.',
  },
  noSpace: {
    code: 'STORAGE_NO_SPACE',
    title: 'The disk or quota of OUTPUT is full',
    why: 'The ingest stops at once, because every other item would fail in the same way.',
    fix: 'Free some space, and run the same command again: it keeps what is finished.',
  },
  usage: {
    code: 'USAGE',
    title: 'An option or argument has a value that it cannot take',
    why: 'The value became invalid only with the item, such as a text that is no path.',
    fix: 'Correct the option that the message names.',
  },
  internal: {
    code: 'INTERNAL',
    title: 'The program failed',
    why: 'This is a fault of `cryoet` or of the system, not of the deposition.',
    fix: 'Run the command again with `--verbose`, and report the error with its stack.',
  },
} as const satisfies Readonly<Record<string, Pick<RuleText, 'code' | 'title' | 'why' | 'fix'>>>;
