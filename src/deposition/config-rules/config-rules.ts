import { annotationRules, shapeRules } from './annotations.js';
import { globRules, pathRules, regexRules } from './globs.js';
import { acquisitionRules, peopleRules, sampleRules } from './metadata.js';
import type { ConfigRule } from './rule.js';
import { placeholderRules, sectionRules } from './sections.js';
import { variableRules } from './variables.js';

/** Every rule on a configuration beyond its schema; those of the stage `load` are about what would fail for every run. */
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
