import { affineBottomRow, cameraModel, doseRate, tiltRangeOrder } from './acquisition.js';
import { automatedGroundTruth, confidenceGroundTruth, ingestIdForm, ingestIdUnique } from './annotations.js';
import { destinationGlobStart, globCount, templateValid } from './globs.js';
import { doubleStarAlone, pathBelowSource } from './paths.js';
import { correspondingAuthor, dateOrder, primaryAuthor } from './people.js';
import { nameRegexGroup, regexValid } from './regexes.js';
import type { ConfigRule } from './rule.js';
import { experimentBlocks, sampleBlock, stageUnknown } from './sample.js';
import {
  collectionNeedsFrames,
  depositionNumber,
  tiltSeriesNeedsCollection,
  versionGiven,
} from './sections.js';
import { labelOrThreshold, meshName, shapeRepeated } from './shapes.js';
import { columnsNeedMap, variableDefined } from './variables.js';

export type { ConfigRule } from './rule.js';

/**
 * Every demand on a configuration beyond its schema. Those of the stage `load` make loading fail: a file that breaks
 * them would fail or find nothing for every run. The others are judged by `cryoet validate config`.
 */
export const configRules: readonly ConfigRule[] = [
  regexValid,
  nameRegexGroup,
  templateValid,
  globCount,
  destinationGlobStart,
  pathBelowSource,
  doubleStarAlone,
  labelOrThreshold,
  meshName,
  versionGiven,
  depositionNumber,
  primaryAuthor,
  correspondingAuthor,
  dateOrder,
  experimentBlocks,
  sampleBlock,
  stageUnknown,
  collectionNeedsFrames,
  tiltSeriesNeedsCollection,
  doseRate,
  tiltRangeOrder,
  cameraModel,
  affineBottomRow,
  shapeRepeated,
  automatedGroundTruth,
  confidenceGroundTruth,
  ingestIdUnique,
  ingestIdForm,
  variableDefined,
  columnsNeedMap,
];
