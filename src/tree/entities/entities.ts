import type { PathTemplateName } from '../layout/path-templates.js';
import { annotationEntry, annotationMetadataFile } from '../metadata/annotation.js';
import { datasetEntry, datasetFile, depositionEntry, depositionFile } from '../metadata/collections.js';
import {
  alignmentEntry,
  alignmentFile,
  tiltSeriesEntry,
  tiltSeriesFile,
  tomogramEntry,
  tomogramFile,
} from '../metadata/reconstruction.js';
import {
  ctfEntry,
  frameEntry,
  framesFile,
  identifiedObjectEntry,
  identifiedObjectsFile,
  identifiedObjectsMetadataFile,
  runFile,
  vizConfigFile,
} from '../metadata/run-files.js';
import { type EntityRow, type ReferenceTarget, usualFinders } from './entity-row.js';

const run = ['dataset_id', 'run_name'] as const;
const spacing = [...run, 'voxel_spacing'] as const;
const alignment: ReferenceTarget = { templates: ['alignmentMetadata'], same: run };
const alignmentFiles = { templates: ['alignmentFile'], same: [...run, 'alignment_id'] } as const;
/** Volumes, which are missing, are checked with the files beside them. */
const volumePaths = { omezarr_dir: null, mrc_file: null } as const;

const depositionPhotos = imagePaths('key_photos', 'depositionImage', ['deposition_id']);
const datasetPhotos = imagePaths('key_photos', 'datasetImage', ['dataset_id']);

/** Returns the paths of the images that stand for an item, which are of a path template. */
function imagePaths(key: string, template: PathTemplateName, same: ReferenceTarget['same']) {
  const target = (image: string): ReferenceTarget => ({
    templates: [template],
    same,
    fixed: { image: [image] },
  });
  return { [`${key}.snapshot`]: target('snapshot'), [`${key}.thumbnail`]: target('thumbnail') };
}

/**
 * Every type of item of a deposition, in the order of the sections of a configuration. Sections, options, the walk of
 * an ingest, validation and comparison are derived from this table.
 */
export const entityTable = {
  deposition: {
    parent: null,
    section: {
      name: 'depositions',
      title: 'Deposition',
      description: 'The deposition.',
      literal: 'deposition-numbers',
      metadata: depositionEntry,
      required: true,
    },
    walk: { isLevel: true, isRequired: true, leftovers: 'among-own-files' },
    nameVariable: 'deposition_id',
    filteredBy: 'deposition number',
    documents: {
      depositionMetadata: { kind: 'deposition_metadata', schema: depositionFile, paths: depositionPhotos },
    },
    refersWithoutMetadata: true,
  },
  deposition_keyphoto: {
    parent: 'deposition',
    section: {
      name: 'deposition_keyphotos',
      title: 'DepositionKeyPhoto',
      description: 'Images that stand for the deposition.',
      literal: 'key-photos',
    },
    walk: { stage: 'late' },
    describedBy: 'deposition',
  },
  dataset: {
    parent: 'deposition',
    section: {
      name: 'datasets',
      title: 'Dataset',
      description: 'A dataset.',
      metadata: datasetEntry,
      required: true,
    },
    walk: { isLevel: true, isRequired: true, counted: 'datasets', leftovers: 'among-own-files' },
    nameVariable: 'dataset_id',
    filteredBy: 'dataset name',
    documents: {
      datasetMetadata: { kind: 'dataset_metadata', schema: datasetFile, paths: datasetPhotos },
    },
    refersWithoutMetadata: true,
  },
  dataset_keyphoto: {
    parent: 'dataset',
    section: {
      name: 'dataset_keyphotos',
      title: 'DatasetKeyPhoto',
      description: 'Images that stand for the dataset.',
      literal: 'key-photos',
      parentFilters: ['deposition'],
    },
    defaults: ['snapshot', 'thumbnail'],
    walk: { stage: 'late' },
    describedBy: 'dataset',
  },
  run: {
    parent: 'dataset',
    section: { name: 'runs', title: 'Run', description: 'Runs.', required: true },
    walk: { isLevel: true, isRequired: true, counted: 'runs', concurrent: true, leftovers: 'below' },
    nameVariable: 'run_name',
    filteredBy: 'run name',
    documents: { runMetadata: { kind: 'run_metadata', schema: runFile } },
  },
  gain: {
    parent: 'run',
    section: { name: 'gains', title: 'Gain', description: 'Gain references.' },
    mrc: { gain: 'gain' },
  },
  collection_metadata: {
    parent: 'run',
    section: {
      name: 'collection_metadata',
      title: 'CollectionMetadata',
      description: 'The mdoc file of a run.',
    },
    describedBy: 'frame',
  },
  frame: {
    parent: 'run',
    section: {
      name: 'frames',
      title: 'Frame',
      description: 'Frames of a run; the literal default stands for frames that were not deposited.',
      metadata: frameEntry,
      sourcesOptional: true,
      columns: 'filled-in',
    },
    grouping: 'together',
    documents: {
      framesMetadata: {
        kind: 'frames_metadata',
        schema: framesFile,
        paths: {
          'frames.*.path': { templates: ['frame'], same: run },
          frames_acquisition_file: { templates: ['mdoc'], same: run },
        },
      },
    },
    mrc: { frame: 'frame' },
  },
  tiltseries: {
    parent: 'run',
    section: {
      name: 'tiltseries',
      title: 'TiltSeries',
      description: 'Tilt series.',
      finders: [...usualFinders, 'destination_filter'],
      metadata: tiltSeriesEntry,
      columns: 'filled-in',
    },
    identity: { variable: 'tiltseries_id', container: 'run', fields: ['deposition_id'] },
    documents: {
      tiltSeriesMetadata: {
        kind: 'tiltseries_metadata',
        schema: tiltSeriesFile,
        paths: {
          ...volumePaths,
          raw_tlt_path: { templates: ['rawTilt'], same: [...run, 'tiltseries_id'] },
          ctf_path: { templates: ['ctf'], same: [...run, 'tiltseries_id'] },
        },
      },
    },
    volume: { kind: 'tiltseries', mrc: 'tiltSeriesMrc', zarr: 'tiltSeriesZarr' },
  },
  ctf: {
    parent: 'tiltseries',
    section: {
      name: 'ctfs',
      title: 'Ctf',
      description: 'CTF estimates of a tilt series.',
      metadata: ctfEntry,
    },
    describedBy: 'tiltseries',
  },
  rawtilt: {
    parent: 'tiltseries',
    section: { name: 'rawtilts', title: 'RawTilt', description: 'Recorded tilt angles.' },
    describedBy: 'tiltseries',
  },
  alignment: {
    parent: 'run',
    section: {
      name: 'alignments',
      title: 'Alignment',
      description: 'An alignment; the literal default stands for one that was not deposited.',
      metadata: alignmentEntry,
      sourcesOptional: true,
      columns: 'kept',
    },
    grouping: 'together',
    defaults: ['default'],
    identity: { variable: 'alignment_id', container: 'run', fields: ['deposition_id'] },
    documents: {
      alignmentMetadata: {
        kind: 'alignment_metadata',
        schema: alignmentFile,
        paths: {
          alignment_path: { ...alignmentFiles, fixed: { extension: ['xf', 'aln', 'star', 'xml', 'json'] } },
          tilt_path: { ...alignmentFiles, fixed: { extension: ['tlt'] } },
          tiltx_path: { ...alignmentFiles, fixed: { extension: ['tltx', 'xtilt'] } },
          tiltseries_path: { templates: ['tiltSeriesMetadata'], same: run },
          'files.*': alignmentFiles,
        },
      },
    },
  },
  identified_object: {
    parent: 'run',
    section: {
      name: 'identified_objects',
      title: 'IdentifiedObject',
      description: 'Objects identified in a run.',
      metadata: identifiedObjectEntry,
    },
    documents: {
      identifiedObjects: { kind: 'identified_objects', schema: identifiedObjectsFile },
      identifiedObjectsMetadata: {
        kind: 'identified_objects_metadata',
        schema: identifiedObjectsMetadataFile,
      },
    },
    owns: ['identifiedObjectsMetadata', 'identifiedObjects'],
  },
  voxel_spacing: {
    parent: 'run',
    section: {
      name: 'voxel_spacings',
      title: 'VoxelSpacing',
      description: 'Voxel spacings of a run.',
      finders: ['source_glob', 'destination_glob', 'tomogram_header', 'literal'],
      literal: 'voxel-spacings',
      required: true,
    },
    walk: { isLevel: true },
    nameVariable: 'voxel_spacing',
    nameForm: 'voxel-spacing',
    filteredBy: 'voxel spacing with three decimals',
  },
  annotation: {
    parent: 'voxel_spacing',
    section: {
      name: 'annotations',
      title: 'Annotation',
      description: 'An annotation.',
      finders: ['shape'],
      metadata: annotationEntry,
      metadataRequired: true,
    },
    grouping: 'with-sources',
    // Viewer configurations show the annotations of all voxel spacings of a run.
    walk: { stage: 'early' },
    identity: {
      variable: 'annotation_id',
      container: 'voxel_spacing',
      fields: ['deposition_id', 'annotation_ingest_id', 'alignment_metadata_path'],
    },
    documents: {
      annotationMetadata: {
        kind: 'annotation_metadata',
        schema: annotationMetadataFile,
        paths: {
          'files.*.path': {
            templates: ['annotationFile', 'annotationZarr', 'annotationCaption'],
            same: [...spacing, 'annotation_id'],
          },
          alignment_metadata_path: alignment,
        },
      },
    },
    owns: ['annotationPrecompute'],
  },
  annotation_viz: {
    parent: 'annotation',
    section: {
      name: 'annotation_viz',
      title: 'AnnotationViz',
      description: 'Precomputed annotations for viewers.',
    },
    defaults: ['neuroglancer'],
    walk: { needsParent: true },
  },
  tomogram: {
    parent: 'voxel_spacing',
    section: {
      name: 'tomograms',
      title: 'Tomogram',
      description: 'Tomograms of one voxel spacing.',
      finders: [...usualFinders, 'destination_filter'],
      metadata: tomogramEntry,
      columns: 'filled-in',
    },
    // Its metadata name the viewer configuration, which is made from the data of the tomogram.
    walk: { isDescribedLast: true },
    filteredBy: 'tomogram name',
    identity: {
      variable: 'tomogram_id',
      container: 'run',
      fields: [
        'voxel_spacing',
        'alignment_metadata_path',
        'reconstruction_method',
        'processing',
        'processing_software',
        'deposition_id',
      ],
    },
    documents: {
      tomogramMetadata: {
        kind: 'tomogram_metadata',
        schema: tomogramFile,
        paths: {
          ...volumePaths,
          ...imagePaths('key_photo', 'keyImage', [...spacing, 'tomogram_id']),
          alignment_metadata_path: alignment,
          neuroglancer_config_path: { templates: ['vizConfig'], same: [...spacing, 'tomogram_id'] },
        },
      },
    },
    volume: { kind: 'tomogram', mrc: 'tomogramMrc', zarr: 'tomogramZarr' },
    owns: ['vizConfig'],
  },
  key_image: {
    parent: 'tomogram',
    section: { name: 'key_images', title: 'KeyImage', description: 'Images of a tomogram.' },
    defaults: ['original', 'snapshot', 'thumbnail', 'expanded'],
    walk: { needsParent: true },
  },
  viz_config: {
    parent: 'voxel_spacing',
    section: { name: 'viz_config', title: 'VizConfig', description: 'Viewer configuration of a tomogram.' },
    defaults: ['neuroglancer'],
    belongsTo: 'tomogram',
    documents: { vizConfig: { kind: 'viz_config', schema: vizConfigFile } },
  },
} as const satisfies Readonly<Record<string, EntityRow>>;
