import { type ConfigRule, configRules, formRules } from '../../config/index.js';
import type { RuleText } from '../../issues/index.js';
import { sourceRules, sourceRuleTexts } from '../../sources/rules/index.js';
import { type Need, rules } from '../../validate/index.js';
import type { ExplainedRule } from './rule-pages.js';

const needTexts: Readonly<Record<Need, string>> = {
  listing: 'names and sizes',
  metadata: 'metadata files',
  header: 'headers',
  'side-car': 'side-car files',
  source: 'the deposition (`--against CONFIG INPUT`)',
  digests: 'size and digest, ETag or stored checksum of every file (`--manifest`)',
  voxels: 'voxels (`--depth sample` or `deep`)',
};

/** Arguments of `cryoet validate` without which a rule has not what it looks at. */
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

/** Every rule of trees and then of configurations, as docs/rules explains it. */
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
    source: 'src/sources/rules',
    scope: sourceScope(rule),
    applied: applied('cryoet validate source dataset_config/demo.yaml demo/source'),
  })),
  ...formRules.map((rule) => explainConfigRule(rule, 'load')),
  ...configRules.map((rule) => explainConfigRule(rule, rule.stage)),
];

/** Which items a rule fails, and how to let what breaks it pass. */
function sourceScope({ code, severity }: RuleText): string {
  const topic = sourceRules.find((rule) => rule.code === code)?.topic;
  if (severity === 'warning') return '`cryoet validate source`, dry runs and ingests warn of it';
  const pass = topic === undefined ? '' : `; \`--allow-mismatch ${topic}\` makes it a warning`;
  return `\`cryoet validate source\` and dry runs report it, and \`cryoet ingest\` fails the item${pass}`;
}

function explainConfigRule(rule: RuleText, stage: ConfigRule['stage']): ExplainedRule {
  return {
    ...rule,
    source: 'src/config/rules',
    scope: stageTexts[stage],
    applied: applied('cryoet validate config dataset_config/demo.yaml'),
  };
}

/** How a command is called that applies all of its rules. */
function applied(command: string): ExplainedRule['applied'] {
  return { command, selects: false, needs: [], after: [] };
}
