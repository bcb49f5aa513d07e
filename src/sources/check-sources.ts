import type { Issue } from '../issues/index.js';
import { alignmentFacts, framesFacts, tomogramFacts } from './facts/run-facts.js';
import { tiltSeriesFacts } from './facts/tilt-series-facts.js';
import { unusedSideCars } from './facts/unused-side-cars.js';
import { describeItem, type Item } from './item.js';
import type { MismatchTopic } from './mismatch-topics.js';
import { rememberByOwner } from './remember.js';
import { type SourceContextName, type SourceContexts, type SourceRule, sourceRules } from './rules/index.js';
import type { SourceFault } from './rules/rule.js';
import type { SourceChecks } from './source-checks.js';
import type { SourceContext } from './source-context.js';

/** The checks of one reading of a deposition. Errors of the topics that are allowed to differ are warnings. */
export function createSourceChecks(context: SourceContext): SourceChecks {
  const allowed = context.options.allowMismatch ?? new Set<MismatchTopic>();
  const ofFacts: SourceChecks['ofFacts'] = (name, facts, item) =>
    sourceRules.flatMap((rule) =>
      faultsOf(rule, name, facts).map((fault) => issueOf(rule, fault, item, allowed)),
    );
  const tiltSeries = rememberByOwner((item: Item, _: null) => tiltSeriesFacts(item, context));
  const tiltSeriesOf = (item: Item) => tiltSeries.of(item, null);
  const issues = rememberByOwner(async (item: Item, _: null): Promise<readonly Issue[]> => {
    if (item.origin === 'output' || item.files.length === 0) return [];
    switch (item.type) {
      case 'tiltseries':
        return ofFacts('tiltseries', await tiltSeriesOf(item), item);
      case 'frame':
        return ofFacts('frame', await framesFacts(item, context, tiltSeriesOf), item);
      case 'alignment':
        return [
          ...ofFacts('alignment', await alignmentFacts(item, context, tiltSeriesOf), item),
          ...(await unusedSideCars(item, context)),
        ];
      case 'collection_metadata':
      case 'rawtilt':
      case 'ctf':
        return unusedSideCars(item, context);
      case 'tomogram':
        return ofFacts('tomogram', await tomogramFacts(item, context), item);
      default:
        return [];
    }
  });
  return { ofItem: (item) => issues.of(item, null), ofFacts };
}

function faultsOf<Name extends SourceContextName>(
  rule: SourceRule,
  name: Name,
  facts: SourceContexts[Name],
): SourceFault[] {
  const result = rule.checks[name]?.(facts) ?? null;
  if (result === null) return [];
  return Symbol.iterator in result ? [...result] : [result];
}

function issueOf(
  { code, severity, topic }: SourceRule,
  fault: SourceFault,
  item: Item,
  allowed: ReadonlySet<MismatchTopic>,
): Issue {
  return {
    code,
    severity: allowed.has(topic) ? 'warning' : severity,
    entity: describeItem(item),
    ...fault,
  };
}
