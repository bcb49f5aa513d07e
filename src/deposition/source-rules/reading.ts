// Rules whose faults the readers find, and the codes of every failure of an ingest.

import { CryoetError, NotReachedError, StorageError, UsageError } from '../../base/errors.js';
import type { RuleText } from '../../base/issue.js';

const asError = { family: 'source-files', severity: 'error' } as const;
const asWarning = { family: 'source-files', severity: 'warning' } as const;

/** Rules on files that cannot be read as configured, by the tag of the error. No option lets these pass. */
export const readingRules = {
  format: {
    code: 'SOURCE_FILE_INVALID',
    ...asError,
    title: 'Source files are what they are configured to be, and whole',
    why: 'A file that is truncated, has another format, lacks a required column or has invalid values cannot be published.',
    fix: 'Set the format in the configuration, or replace the file; the message names line or byte.',
  },
  storage: {
    code: 'SOURCE_FILE_UNREADABLE',
    ...asError,
    title: 'Source files and directories can be read',
    why: 'What cannot be opened or listed cannot be published.',
    fix: 'Check permissions and links, and that no program writes to the file.',
  },
  unsupported: {
    code: 'SOURCE_FILE_UNSUPPORTED',
    ...asError,
    title: 'Source files have content that is supported',
    why: 'The file is sound, but of a kind that is not read.',
    fix: 'Convert the file.',
  },
  config: {
    code: 'SOURCE_CONFIG_UNFIT',
    ...asError,
    title: 'Patterns, names and templates of the configuration fit the source',
    why: 'A template without a value, or a pattern without a name, finds nothing for its run. Of several files where one is read, the others are left out; that is a warning.',
    fix: 'Correct the configuration at the line that is named, or the run data map.',
  },
  ingest: {
    code: 'SOURCE_ITEM_INCOMPLETE',
    ...asError,
    title: 'Items have all that they are made of',
    why: 'Something that the item needs is missing or contradicts itself.',
    fix: 'Add what the message asks for, or leave the item out.',
  },
} as const satisfies Readonly<Record<string, RuleText>>;

/** The rule on what readers warn of: the file is read, but it may mean something else. */
export const readDoubtfully: RuleText = {
  code: 'SOURCE_READ_DOUBTFULLY',
  ...asWarning,
  title: 'Source files mean what they are read as',
  why: 'Such as a header that names z, y, x where x, y, z are read, or axes of an OME-Zarr in another order: the values are published as they are read.',
  fix: 'Look at the file with `cryoet inspect`, and set the format or its options, or correct the file.',
};

/** The rule on patterns that find nothing in some runs. */
export const nothingFound: RuleText = {
  code: 'SOURCE_NOTHING_FOUND',
  ...asWarning,
  title: 'Patterns of the configuration find something for every run',
  why: 'A pattern that matches nothing is misspelled, or the files are still missing.',
  fix: 'Correct the pattern, or leave out with parent_filters the runs that have no such files.',
};

/** The rule on patterns that find nothing in all runs. */
export const sourceUnused: RuleText = {
  code: 'SOURCE_PATTERN_UNUSED',
  ...asError,
  title: 'Every pattern of the configuration finds something in some run',
  why: 'A pattern that matches in no run is misspelled, or the files were not deposited: nothing of its entry would be published. An ingest only warns of it.',
  fix: 'Correct the pattern at the line that is named, or remove it.',
};

/** The rule on volumes and side-car files that are the same in several runs. */
export const volumeInRuns: RuleText = {
  code: 'SOURCE_VOLUME_IN_TWO_RUNS',
  ...asWarning,
  title: 'No two runs have the same volume, mdoc, CTF table, alignment file, points, mask or mesh',
  why: 'Two volumes never have the same size, extremes, mean and deviation to the last digit, nor two series the same mdoc or CTF, nor two tomograms the same points: one was copied to the place of the other, or a pattern without `{run_name}` gives one file to all runs.',
  fix: 'Replace the file by the one of its run, or name the run in the pattern.',
};

/** The rule on tomograms whose axes are in another order than those of other runs. */
export const turnedAmongRuns: RuleText = {
  code: 'SOURCE_AXES_DIFFER_AMONG_RUNS',
  ...asWarning,
  title: 'Volumes of the same edges have them in one order',
  why: 'A volume with the edges of the others in another order was not turned after its reconstruction, so that it does not lie in the frame of its annotations. Width and height may be exchanged.',
  fix: 'Turn the volume at the source (`trimvol -rx` of IMOD).',
};

/** Returns the code of an error, for reports and the item log: of the rule it breaks, else of its kind. */
export function codeOf(error: unknown): string {
  if (!(error instanceof CryoetError)) return failureCodes.internal.code;
  if (error.facts.code !== undefined) return error.facts.code;
  if (error instanceof NotReachedError) return failureCodes.notReached.code;
  if (error instanceof UsageError) return failureCodes.usage.code;
  if (error instanceof StorageError && error.reason === 'no-space') return failureCodes.noSpace.code;
  const rule = (readingRules as Readonly<Record<string, RuleText>>)[error.tag];
  return rule?.code ?? failureCodes.internal.code;
}

/** Failures that break no rule: the source may be valid. */
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
