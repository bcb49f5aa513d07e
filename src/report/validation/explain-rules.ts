import { UsageError } from '../../errors/index.js';
import { didYouMean } from '../../options/index.js';
import { failureCodes } from '../../sources/rules/index.js';
import { explainedRules } from './explained-rules.js';
import { failureSection, ruleSection } from './rule-pages.js';

/** What docs/rules says of some codes, in any case, and what failures mean that break no rule. Fails with a UsageError for other codes. */
export function explainRules(codes: readonly string[]): string {
  const failures = Object.values(failureCodes);
  const sections = codes.map((given) => {
    const code = given.toUpperCase().replaceAll('-', '_');
    const rule = explainedRules.find((each) => each.code === code);
    if (rule !== undefined) return ruleSection(rule);
    const failure = failures.find((each) => each.code === code);
    if (failure !== undefined) return failureSection(failure);
    const known = [...explainedRules, ...failures].map((each) => each.code);
    const hint = 'cryoet validate --list-rules prints those of trees; docs/rules has all';
    throw new UsageError(`unknown code ${given}${didYouMean(code, known, 6)}`, { hint });
  });
  return sections.join('\n');
}
