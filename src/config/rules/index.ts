import { acquisitionRules } from './acquisition.js';
import { annotationRules } from './annotations.js';
import { globRules } from './globs.js';
import { pathRules } from './paths.js';
import { peopleRules } from './people.js';
import { placeholderRules } from './placeholders.js';
import { regexRules } from './regexes.js';
import type { ConfigRule } from './rule.js';
import { sampleRules } from './sample.js';
import { sectionRules } from './sections.js';
import { shapeRules } from './shapes.js';
import { variableRules } from './variables.js';

export { formRules } from './form.js';
export { placeholderText } from './placeholders.js';
export type { ConfigRule } from './rule.js';

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
