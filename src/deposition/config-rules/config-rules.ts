import { annotationRules, shapeRules } from './annotations.js';
import { globRules, pathRules, regexRules } from './globs.js';
import { acquisitionRules, peopleRules, sampleRules } from './metadata.js';
import type { ConfigRule } from './rule.js';
import { placeholderRules, sectionRules } from './sections.js';
import { variableRules } from './variables.js';

/**
 * Every demand on a configuration beyond its schema. Those of the stage `load` make loading fail: a file that breaks
 * them would fail or find nothing for every run. The others are judged by `cryoet validate config`.
 */
export const configRules: readonly ConfigRule[] = [
  ...placeholderRules,
  ...regexRules,
  ...globRules,
  ...pathRules,
  ...variableRules,
  ...sectionRules,
  ...peopleRules,
  ...sampleRules,
  ...acquisitionRules,
  ...shapeRules,
  ...annotationRules,
];
