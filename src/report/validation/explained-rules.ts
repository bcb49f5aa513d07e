import { type ConfigRule, configRules, formRules } from '../../config/index.js';
import type { RuleText } from '../../issues/index.js';
import { type Need, rules } from '../../validate/index.js';
import type { ExplainedRule } from './rule-pages.js';

const needTexts: Readonly<Record<Need, string>> = {
  listing: 'names and sizes',
  metadata: 'metadata files',
  header: 'headers',
  'side-car': 'side-car files',
  source: 'the deposition (`--against CONFIG INPUT`)',
  digests: 'the SHA-256 of every file (`--manifest`)',
  voxels: 'voxels (`--depth sample` or `deep`)',
};

const stageTexts: Readonly<Record<ConfigRule['stage'], string>> = {
  load: '`cryoet ingest` refuses the file too',
  validate: '`cryoet ingest` accepts the file',
};

/** Every rule of trees and then of configurations, as docs/rules explains it. */
export const explainedRules: readonly ExplainedRule[] = [
  ...rules.map(({ fix, needs, ...rule }) => ({
    ...rule,
    fix: fix,
    source: 'src/validate/rules',
    scope: `Looks at ${['listing' as const, ...needs].map((need) => needTexts[need]).join(', ')}`,
  })),
  ...formRules.map((rule) => explainConfigRule(rule, 'load')),
  ...configRules.map((rule) => explainConfigRule(rule, rule.stage)),
];

function explainConfigRule(rule: RuleText, stage: ConfigRule['stage']): ExplainedRule {
  return { ...rule, source: 'src/config/rules', scope: stageTexts[stage] };
}
