import { UsageError } from '../../errors/index.js';
import { didYouMean } from '../../options/index.js';
import { explainedRules } from './explained-rules.js';
import { ruleSection } from './rule-pages.js';

/** What docs/rules says of some codes, in any case. Fails with a UsageError for a code that no rule has. */
export function explainRules(codes: readonly string[]): string {
  const sections = codes.map((given) => {
    const code = given.toUpperCase().replaceAll('-', '_');
    const rule = explainedRules.find((each) => each.code === code);
    if (rule !== undefined) return ruleSection(rule);
    const known = explainedRules.map((each) => each.code);
    const hint = 'cryoet validate --list-rules prints those of trees; docs/rules has all';
    throw new UsageError(`unknown rule ${given}${didYouMean(code, known, 6)}`, { hint });
  });
  return sections.join('\n');
}
