import type { SchemaNode } from '../check/index.js';
import { alignmentFile } from './alignment.js';
import { annotationMetadataFile } from './annotation.js';
import { datasetFile } from './dataset.js';
import { depositionFile } from './deposition.js';
import { framesFile } from './frames.js';
import { identifiedObjectsFile, identifiedObjectsMetadataFile } from './identified-objects.js';
import { runFile } from './run.js';
import { tiltSeriesFile } from './tilt-series.js';
import { tomogramFile } from './tomogram.js';
import { vizConfigFile } from './viz-config.js';

/** The JSON files of the tree that a schema describes. */
export const metadataKinds = [
  'deposition_metadata',
  'dataset_metadata',
  'run_metadata',
  'frames_metadata',
  'tiltseries_metadata',
  'alignment_metadata',
  'identified_objects',
  'identified_objects_metadata',
  'tomogram_metadata',
  'annotation_metadata',
  'viz_config',
] as const;

export type MetadataKind = (typeof metadataKinds)[number];

/** Schema of each of them. */
export const metadataSchemas: Readonly<Record<MetadataKind, SchemaNode>> = {
  deposition_metadata: depositionFile,
  dataset_metadata: datasetFile,
  run_metadata: runFile,
  frames_metadata: framesFile,
  tiltseries_metadata: tiltSeriesFile,
  alignment_metadata: alignmentFile,
  identified_objects: identifiedObjectsFile,
  identified_objects_metadata: identifiedObjectsMetadataFile,
  tomogram_metadata: tomogramFile,
  annotation_metadata: annotationMetadataFile,
  viz_config: vizConfigFile,
};
