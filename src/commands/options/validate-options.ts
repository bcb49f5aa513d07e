import { UsageError } from '../../base/errors.js';
import { availableParallelism } from '../../base/processors.js';
import { layouts } from '../../tree/layout/path-templates.js';
import { severities } from '../../validate/finding.js';
import { depths } from '../../validate/report.js';
import { engineOptions, storageOptions } from './engine-options.js';
import { ingestOptions } from './ingest-options.js';
import {
  choice,
  count,
  flag,
  listOf,
  oneOf,
  pair,
  progressOptions,
  scopeOptions,
  text,
  value,
  wholeNumber,
} from './kinds.js';
import { didYouMean, type OptionTable } from './option.js';

/** Options of a validation, for the command and the API. */
export const validateOptions = {
  ...storageOptions,
  ...scopeOptions('check', '`*`, `?`, `[abc]`; a glob that matches no run exits with 2'),
  depth: choice(depths, { help: 'choose how much to read', note: 'see [below](#depth)' }),
  layout: choice(['auto', ...layouts], {
    help: 'expect this layout',
    note: '`auto` detects it; files named as in the other layout are reported',
  }),
  rules: listOf('CODE', ruleCode, {
    name: '--rule',
    help: 'apply only these rules',
    note: 'a rule that needs a greater depth exits with 2',
  }),
  skipRules: listOf('CODE', ruleCode, { name: '--skip-rule', help: 'apply all rules but these' }),
  severities: listOf('CODE=LEVEL', codeAndSeverity, {
    name: '--severity',
    help: 'set severities: CODE=error, CODE=warning or CODE=ignore',
    note: 'affects the report, not what is checked',
  }),
  against: pair('CONFIG INPUT', {
    help: 'report items of CONFIG and INPUT that the tree lacks',
    note: 'such as a missing run; INPUT is read as by `cryoet ingest --dry-run`',
  }),
  manifest: flag({
    help: 'compare every file with the manifest or the ledgers of the tree',
    note: 'reads every file on a disk, but objects in a bucket only with `--depth deep`; see [below](#compare-files-with-what-was-published)',
  }),
  config: text('FILE', {
    help: 'read severities from FILE',
    shownDefault: '.cryoet-validate.yaml',
    note: 'see [below](#settings)',
  }),
  jobs: count('N', {
    help: 'set how many runs and volumes to read at once',
    initial: availableParallelism,
    shownDefault: 'one per processor',
  }),
  memory: { ...engineOptions.memory, note: 'at least 256; fewer workers with less' },
} satisfies OptionTable;

const reportOptions = {
  format: choice(['pretty', 'json', 'junit', 'sarif', 'html'], { help: 'choose the report format' }),
  output: text('FILE', { help: 'write the report to FILE' }),
  maxWarnings: value(
    'N',
    () => Number.POSITIVE_INFINITY,
    (given, name) => wholeNumber(given, 0, Number.MAX_SAFE_INTEGER, `${name} takes a whole number`),
    { help: 'fail on more warnings than N', shownDefault: 'no limit' },
  ),
} satisfies OptionTable;

export const validateCommandOptions = {
  ...validateOptions,
  ...reportOptions,
  listRules: flag({ help: 'print all rules and exit' }),
  ...progressOptions,
} satisfies OptionTable;

/** Options of a check of sources, for the command and the API. */
export const validateSourceOptions = {
  ...storageOptions,
  filter: ingestOptions.filter,
  exclude: ingestOptions.exclude,
  allowMismatch: ingestOptions.allowMismatch,
  compatible: ingestOptions.compatible,
  jobs: count('N', {
    help: 'set how many runs to read at once',
    initial: availableParallelism,
    shownDefault: 'one per processor, 4 at most',
  }),
} satisfies OptionTable;

export const validateSourceCommandOptions = {
  ...validateSourceOptions,
  ...reportOptions,
  ...progressOptions,
} satisfies OptionTable;

export const validateConfigOptions = {
  format: choice(['pretty', 'json'], { help: 'choose the report format' }),
} satisfies OptionTable;

async function codeAndSeverity(given: string, name: string): Promise<string> {
  const [, code, severity] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (code === undefined || severity === undefined)
    throw new UsageError(`${name} takes CODE=error, CODE=warning or CODE=ignore, not ${given}`);
  return `${await ruleCode(code, name)}=${oneOf(severity, severities, name)}`;
}

async function ruleCode(given: string, name: string): Promise<string> {
  // Loaded only if a rule is named: the rules would slow down every start.
  const { rules } = await import('../../validate/rules/rules.js');
  const code = given.toUpperCase().replaceAll('-', '_');
  const codes = rules.map((rule) => rule.code);
  if (codes.includes(code)) return code;
  const hint = didYouMean(code, codes, 6) || '; --list-rules prints them all';
  throw new UsageError(`${name}: unknown rule ${given}${hint}`);
}
