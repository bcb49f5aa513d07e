import type { RuleText } from '../../base/issue.js';
import { angleRules } from './angles.js';
import { countRules } from './counts.js';
import { extentRules } from './extents.js';
import { frameRules } from './frames.js';
import { pointRules } from './points.js';
import { nothingFound, readingRules } from './reading.js';
import type { SourceRule } from './rule.js';
import { spacingRules } from './spacing.js';

/** What sources and configuration must agree in. A code that was published keeps its meaning; new ones are added. */
export const sourceRules: readonly SourceRule[] = [
  ...spacingRules,
  ...countRules,
  ...angleRules,
  ...frameRules,
  ...extentRules,
  ...pointRules,
];

/** Everything that is said of sources, as it is explained. */
export const sourceRuleTexts: readonly RuleText[] = [
  ...sourceRules,
  ...Object.values(readingRules),
  nothingFound,
];
