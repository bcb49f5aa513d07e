import { destinationGlobStart, globCount, templateValid } from './globs.js';
import { nameRegexGroup, regexValid } from './regexes.js';
import type { ConfigRule } from './rule.js';
import { labelOrThreshold, meshName, shapeRepeated } from './shapes.js';

export type { ConfigRule } from './rule.js';

/** Every demand on a configuration beyond its schema. */
export const configRules: readonly ConfigRule[] = [
  regexValid,
  nameRegexGroup,
  templateValid,
  globCount,
  destinationGlobStart,
  labelOrThreshold,
  meshName,
  shapeRepeated,
];
