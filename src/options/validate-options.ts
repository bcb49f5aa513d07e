import { availableParallelism } from 'node:os';
import { UsageError } from '../errors/index.js';
import { layouts } from '../layout/index.js';
import { depths } from '../validate/depth.js';
import { severities } from '../validate/finding.js';
import { didYouMean } from './did-you-mean.js';
import { engineOptions } from './engine-options.js';
import { ingestOptions } from './ingest-options.js';
import { choice, count, flag, list, listOf, oneOf, pair, text, wholeNumber } from './kinds.js';
import type { OptionTable, ValueOption } from './option.js';
import { storageOptions } from './storage-options.js';

/** What a validation can be asked for, by whatever calls it. */
export const validateOptions = {
  ...storageOptions,
  datasets: list('ID', { name: '--dataset', help: 'check only these datasets' }),
  runs: list('GLOB', {
    name: '--run',
    help: 'check only runs whose names match',
    note: '`*`, `?`, `[abc]`; a glob that no run matches is status 2',
  }),
  depth: choice(depths, { help: 'choose how far to look', note: 'see [below](#depth)' }),
  layout: choice(['auto', ...layouts], {
    help: 'expect this layout',
    note: '`auto` takes it from what is there; files named as in the other layout are reported',
  }),
  rules: listOf('CODE', ruleCode, {
    name: '--rule',
    help: 'apply only these rules',
    note: 'one that DEPTH does not reach is status 2',
  }),
  skipRules: listOf('CODE', ruleCode, {
    name: '--skip-rule',
    help: 'apply all rules but these',
  }),
  severities: listOf('CODE=LEVEL', codeAndSeverity, {
    name: '--severity',
    help: 'set severities: CODE=error, CODE=warning or CODE=ignore',
    note: 'whether a problem is found does not change',
  }),
  against: pair('CONFIG INPUT', {
    help: 'report what CONFIG finds in INPUT and the tree lacks',
    note: 'a run that was left out, say; INPUT is read as `cryoet ingest --dry-run` does',
  }),
  manifest: flag({
    help: 'compare every file with the SHA-256 in the manifest of the tree',
    note: 'that `cryoet ingest --manifest` writes; every byte is read',
  }),
  config: text('FILE', {
    help: 'read severities from FILE',
    shownDefault: '.cryoet-validate.yaml',
    note: 'see [below](#settings)',
  }),
  jobs: count('N', {
    help: 'set how many runs and volumes are read at once',
    initial: availableParallelism,
    shownDefault: 'one per processor',
  }),
  memory: { ...engineOptions.memory, note: 'at least 256; fewer workers with less' },
} satisfies OptionTable;

/** The options of `cryoet validate`. */
export const validateCommandOptions = {
  ...validateOptions,
  format: choice(['pretty', 'json', 'junit', 'html'], { help: 'choose the form of the report' }),
  output: text('FILE', { help: 'write the report to FILE' }),
  maxWarnings: maxWarnings(),
  listRules: flag({ help: 'print every rule and stop' }),
  quiet: flag({ help: 'hide progress' }),
  verbose: flag({ help: 'show where errors come from' }),
} satisfies OptionTable;

/** What a comparison of sources can be asked for, by whatever calls it. */
export const validateSourceOptions = {
  ...storageOptions,
  filter: ingestOptions.filter,
  exclude: ingestOptions.exclude,
  allowMismatch: ingestOptions.allowMismatch,
  compatible: ingestOptions.compatible,
  jobs: count('N', {
    help: 'set how many runs are read at once',
    initial: availableParallelism,
    shownDefault: 'one per processor, 4 at most',
  }),
} satisfies OptionTable;

/** The options of `cryoet validate source`. */
export const validateSourceCommandOptions = {
  ...validateSourceOptions,
  format: validateCommandOptions.format,
  output: validateCommandOptions.output,
  maxWarnings: maxWarnings(),
  quiet: validateCommandOptions.quiet,
  verbose: validateCommandOptions.verbose,
} satisfies OptionTable;

/** The options of `cryoet validate config`. */
export const validateConfigOptions = {
  format: choice(['pretty', 'json'], { help: 'choose the form of the report' }),
} satisfies OptionTable;

function maxWarnings(): ValueOption<number> {
  return {
    kind: 'value',
    placeholder: 'N',
    help: 'fail on more warnings than N',
    shownDefault: 'no limit',
    initial: () => Number.POSITIVE_INFINITY,
    parse: (given, name) => wholeNumber(given, 0, Number.MAX_SAFE_INTEGER, `${name} takes a whole number`),
  };
}

async function codeAndSeverity(given: string, name: string): Promise<string> {
  const [, code, severity] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (code === undefined || severity === undefined) {
    throw new UsageError(`${name} takes CODE=error, CODE=warning or CODE=ignore, not ${given}`);
  }
  return `${await ruleCode(code, name)}=${oneOf(severity, severities, name)}`;
}

async function ruleCode(given: string, name: string): Promise<string> {
  // The rules are loaded where some are named: they would slow every start.
  const { rules } = await import('../validate/rules/index.js');
  const code = given.toUpperCase().replaceAll('-', '_');
  const codes = rules.map((rule) => rule.code);
  if (codes.includes(code)) return code;
  const hint = didYouMean(code, codes, 6) || '; --list-rules prints them all';
  throw new UsageError(`${name}: no rule ${given}${hint}`);
}
