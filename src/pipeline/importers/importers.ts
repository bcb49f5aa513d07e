import type { EntityType } from '../../tree/entities/entity-type.js';
import type { Importer } from '../importer.js';
import { alignment } from './alignment.js';
import { annotation } from './annotation.js';
import { annotationViz } from './annotation-viz.js';
import { collectionMetadata, ctf, rawTilt } from './copied-files.js';
import { dataset, deposition, run } from './dataset.js';
import { datasetKeyPhoto, depositionKeyPhoto } from './dataset-key-photo.js';
import { frame } from './frame.js';
import { gain } from './gain.js';
import { identifiedObject } from './identified-object.js';
import { keyImage } from './key-image.js';
import { tiltSeries } from './tilt-series.js';
import { tomogram } from './tomogram.js';
import { vizConfig } from './viz-config.js';

/** The importer of every entity. */
export const importers: Readonly<Record<EntityType, Importer>> = {
  deposition,
  deposition_keyphoto: depositionKeyPhoto,
  dataset,
  dataset_keyphoto: datasetKeyPhoto,
  run,
  gain,
  collection_metadata: collectionMetadata,
  frame,
  tiltseries: tiltSeries,
  ctf,
  rawtilt: rawTilt,
  alignment,
  identified_object: identifiedObject,
  voxel_spacing: {},
  annotation,
  annotation_viz: annotationViz,
  tomogram,
  key_image: keyImage,
  viz_config: vizConfig,
};
