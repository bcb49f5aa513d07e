import type { EntityType } from '../../entities/index.js';
import type { Entity } from '../importer.js';
import { alignment } from './alignment.js';
import { annotation } from './annotation.js';
import { annotationViz } from './annotation-viz.js';
import { collectionMetadata } from './collection-metadata.js';
import { ctf } from './ctf.js';
import { dataset } from './dataset.js';
import { datasetKeyPhoto } from './dataset-key-photo.js';
import { deposition } from './deposition.js';
import { depositionKeyPhoto } from './deposition-key-photo.js';
import { frame } from './frame.js';
import { gain } from './gain.js';
import { identifiedObject } from './identified-object.js';
import { keyImage } from './key-image.js';
import { rawTilt } from './raw-tilt.js';
import { run } from './run.js';
import { tiltSeries } from './tilt-series.js';
import { tomogram } from './tomogram.js';
import { vizConfig } from './viz-config.js';
import { voxelSpacing } from './voxel-spacing.js';

/** Every entity that can be ingested, by type. */
export const entities: ReadonlyMap<EntityType, Entity> = new Map(
  [
    deposition,
    dataset,
    run,
    gain,
    collectionMetadata,
    frame,
    tiltSeries,
    ctf,
    rawTilt,
    alignment,
    identifiedObject,
    voxelSpacing,
    annotation,
    annotationViz,
    tomogram,
    keyImage,
    vizConfig,
    datasetKeyPhoto,
    depositionKeyPhoto,
  ].map((entity) => [entity.type, entity]),
);
