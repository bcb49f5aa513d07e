import { annotationRules, shapeRules } from './annotations.js';
import { globRules, pathRules, regexRules } from './globs.js';
import { acquisitionRules, peopleRules, sampleRules } from './metadata.js';
import type { ConfigRule } from './rule.js';
import { placeholderRules, sectionRules } from './sections.js';
import { variableRules } from './variables.js';

/**
 * Every rule on a configuration beyond its schema. A configuration that breaks a rule of the stage `load` would fail
 * or find nothing for every run, so loading fails; `cryoet validate config` checks the others too.
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
