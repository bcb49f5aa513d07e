import type { RuleText } from '../../base/issue.js';
import { angleRules } from './angles.js';
import { extentRules, pointRules } from './places.js';
import {
  nothingFound,
  readDoubtfully,
  readingRules,
  sourceUnused,
  turnedAmongRuns,
  volumeInRuns,
} from './reading.js';
import type { SourceRule } from './rule.js';
import { countRules, frameRules } from './sections-and-frames.js';
import { spacingRules } from './spacing.js';
import { valueRules } from './values.js';

/** All rules on sources and configuration. Published codes keep their meaning: never reuse one. */
export const sourceRules: readonly SourceRule[] = [
  ...spacingRules,
  ...countRules,
  ...angleRules,
  ...frameRules,
  ...extentRules,
  ...pointRules,
  ...valueRules,
];

/** Explanations of everything that is reported about sources, for `cryoet explain` and the rule pages. */
export const sourceRuleTexts: readonly RuleText[] = [
  ...sourceRules,
  ...Object.values(readingRules),
  readDoubtfully,
  nothingFound,
  sourceUnused,
  turnedAmongRuns,
  volumeInRuns,
];
