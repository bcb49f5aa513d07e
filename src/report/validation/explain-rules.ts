import { groupBy } from '../../base/collections.js';
import { UsageError } from '../../base/errors.js';
import type { RuleText } from '../../base/issue.js';
import { padCells } from '../../base/messages.js';
import { didYouMean } from '../../commands/options/option.js';
import { configRules, formRules } from '../../deposition/config-rules/config-rules.js';
import type { ConfigRule } from '../../deposition/config-rules/rule.js';
import { failureCodes } from '../../deposition/source-rules/reading.js';
import { sourceRules, sourceRuleTexts } from '../../deposition/source-rules/source-rules.js';
import type { Need } from '../../validate/rule.js';
import { rules } from '../../validate/rules/rules.js';

/** Returns the explanations of codes, in any case. Fails with a UsageError for an unknown code. */
export function explainRules(codes: readonly string[]): string {
  const failures = Object.values(failureCodes);
  const sections = codes.map((given) => {
    const code = given.toUpperCase().replaceAll('-', '_');
    const rule = explainedRules.find((each) => each.code === code);
    if (rule !== undefined) return ruleSection(rule);
    const failure = failures.find((each) => each.code === code);
    if (failure !== undefined) return codeSection(failure, 'It breaks no rule.');
    const known = [...explainedRules, ...failures].map((each) => each.code);
    const hint = 'cryoet validate --list-rules prints those of trees; docs/rules has all';
    throw new UsageError(`unknown code ${given}${didYouMean(code, known, 6)}`, { hint });
  });
  return sections.join('\n');
}

const needTexts: Readonly<Record<Need, string>> = {
  listing: 'names and sizes',
  metadata: 'metadata files',
  header: 'headers',
  'side-car': 'side-car files',
  source: 'the deposition (`--against CONFIG INPUT`)',
  digests: 'size and digest, ETag or stored checksum of every file (`--manifest`, `--depth deep`)',
  voxels: 'voxels (`--depth sample` or `deep`)',
};

const needArguments: Partial<Readonly<Record<Need, string>>> = {
  source: '--against dataset_config/demo.yaml demo/source',
  digests: '--manifest',
  voxels: '--depth deep',
};

const ingestWithManifest = 'cryoet ingest dataset_config/demo.yaml demo/source demo/out --manifest';

const stageTexts: Readonly<Record<ConfigRule['stage'], string>> = {
  load: '`cryoet ingest` refuses the file too',
  validate: '`cryoet ingest` accepts the file',
};

/** Every rule of trees, sources and configurations, as docs/rules explains it. */
export const explainedRules: readonly ExplainedRule[] = [
  ...rules.map(({ fix, needs, ...rule }) => ({
    ...rule,
    fix,
    source: 'src/validate/rules',
    scope: `Looks at ${['listing' as const, ...needs].map((need) => needTexts[need]).join(', ')}`,
    applied: {
      command: 'cryoet validate demo/out',
      selects: true,
      needs: needs.flatMap((need) => needArguments[need] ?? []),
      after: needs.includes('digests') ? [ingestWithManifest] : [],
    },
  })),
  ...sourceRuleTexts.map((rule) => ({
    ...rule,
    source: 'src/deposition/source-rules',
    scope: sourceScope(rule),
    applied: { command: 'cryoet validate source dataset_config/demo.yaml demo/source' },
  })),
  ...formRules.map((rule) => explainConfigRule(rule, 'load')),
  ...configRules.map((rule) => explainConfigRule(rule, rule.stage)),
];

/** Describes which items a rule fails, and the option that allows its breach. */
function sourceScope({ code, severity }: RuleText): string {
  const topic = sourceRules.find((rule) => rule.code === code)?.topic;
  if (severity === 'warning') return '`cryoet validate source`, dry runs and ingests warn of it';
  const pass = topic === undefined ? '' : `; \`--allow-mismatch ${topic}\` makes it a warning`;
  return `\`cryoet validate source\` and dry runs report it, and \`cryoet ingest\` fails the item${pass}`;
}

function explainConfigRule(rule: RuleText, stage: ConfigRule['stage']): ExplainedRule {
  return {
    ...rule,
    source: 'src/deposition/config-rules',
    scope: stageTexts[stage],
    applied: { command: 'cryoet validate config dataset_config/demo.yaml' },
  };
}

/** A rule with what it checks or when it applies, the directory of its code, and the command that applies it. */
interface ExplainedRule extends RuleText {
  readonly source: string;
  readonly scope: string;
  readonly applied: {
    /** A command on the result of `npm run demo`. */
    readonly command: string;
    /** True if the command can apply selected rules; absent: it applies all. */
    readonly selects?: boolean;
    /** Arguments that the command needs to apply the rule. */
    readonly needs?: readonly string[];
    /** Commands to run before it. */
    readonly after?: readonly string[];
  };
}

type FailureText = Pick<RuleText, 'code' | 'title' | 'why' | 'fix'>;

/** Returns the pages of docs/rules, by file name: an index, and one page for each family. */
export function ruleFiles(rules: readonly ExplainedRule[]): Map<string, string> {
  const families = groupBy(rules, ({ family }) => family);
  const pages = [...families].map(([family, own]) => [`${family}.md`, familyPage(family, own)] as const);
  return new Map([['README.md', indexPage(families)], ...pages]);
}

function indexPage(families: ReadonlyMap<string, readonly ExplainedRule[]>): string {
  const sections = [...families].map(([family, rules]) =>
    [
      `## [${family}](${family}.md)`,
      '',
      ...table([
        ['code', 'severity', ''],
        ...rules.map(({ code, severity, title }) => [
          `[${code}](${family}.md#${code.toLowerCase()})`,
          severity,
          title,
        ]),
      ]),
      '',
    ].join('\n'),
  );
  return `# Rules of cryoet validate

Made from \`src/validate/rules\` by \`npm run rules\`. A code keeps its meaning for ever; new ones are added. The pages whose
names begin with config, from \`src/deposition/config-rules\`, are those of \`cryoet validate config\`; those that begin with source, from
\`src/deposition/source-rules\`, are those of \`cryoet validate source\`, of dry runs and of ingests.

${sections.join('\n')}`;
}

/** Returns a Markdown table with aligned columns, as the formatter of the repository does. */
function table(rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head = [], ...body] = padCells(rows);
  return [line(head), line(head.map((cell) => '-'.repeat(cell.length))), ...body.map(line)];
}

function familyPage(family: string, rules: readonly ExplainedRule[]): string {
  const sections = rules.map(ruleSection);
  return `# Rules: ${family}

Made from \`${rules[0]?.source}\` by \`npm run rules\`; [all rules](README.md).

To check the demo for these rules, and to read of one in a terminal:

\`\`\`sh
${exampleCommands(rules).join('\n')}
\`\`\`

${sections.join('\n')}`;
}

function exampleCommands(rules: readonly ExplainedRule[]): string[] {
  const codes = rules.map(({ code }) => code);
  const needs = new Set(rules.flatMap(({ applied }) => applied.needs ?? []));
  const checks = [...new Set(rules.map(({ applied }) => applied.command))].map((command) => {
    const selects = rules.some(({ applied }) => applied.command === command && applied.selects);
    return [command, ...(selects ? [`--rule ${codes.join(',')}`] : []), ...needs].join(' ');
  });
  const first = new Set(rules.flatMap(({ applied }) => applied.after ?? []));
  return [...first, ...checks, `cryoet explain ${codes[0]}`];
}

function ruleSection(rule: ExplainedRule): string {
  const { severity, scope, example } = rule;
  const shown = example === undefined ? [] : ['```yaml', example.trimEnd(), '```', ''];
  const capital = `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
  return [codeSection(rule, `${capital}. ${scope}.`), ...shown].join('\n');
}

/** Explains a code in Markdown; `remark` follows its title. */
function codeSection({ code, title, why, fix }: FailureText, remark: string): string {
  return [`## ${code}`, '', `**${title}.** ${remark}`, '', why, '', `To fix: ${fix}`, ''].join('\n');
}
