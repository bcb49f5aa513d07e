import type { RuleText } from '../../issues/index.js';
import type { JsonObject } from '../../json/index.js';
import type { DocumentIssue } from '../../metadata/index.js';

/** A demand on a configuration that its schema cannot express; its example is YAML. */
export interface ConfigRule extends RuleText {
  /** `load`: without it nothing can be ingested, so loading fails. `validate`: reported by `cryoet validate config`. */
  readonly stage: 'load' | 'validate';
  /** Every breach in a document; values of the wrong kind are left to the schema and skipped. */
  readonly check: (document: JsonObject) => Iterable<DocumentIssue>;
}

/** Rules of one page, in its order. */
export function defineConfigRules(
  family: string,
  rules: readonly Omit<ConfigRule, 'family'>[],
): readonly ConfigRule[] {
  return rules.map((rule) => ({ ...rule, family }));
}
