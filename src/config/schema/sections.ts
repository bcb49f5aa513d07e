import Type, { type TProperties, type TSchema } from 'typebox';
import { filledList, mapping, optional } from '../../metadata/index.js';
import type { ParentType, SectionName } from '../config.js';
import { annotationSource } from './annotation-source.js';
import { destinationGlob, sourceGlob, tomogramHeader } from './finders.js';
import { depositionLiteral, keyPhotoLiteral, spacingLiteral } from './literals.js';
import {
  alignmentMetadata,
  annotationMetadata,
  ctfMetadata,
  datasetMetadata,
  depositionMetadata,
  frameMetadata,
  identifiedObjectMetadata,
  tiltSeriesMetadata,
  tomogramMetadata,
} from './metadata.js';
import { choice, exclude, parentFilters, source } from './source.js';

const ofRun: readonly ParentType[] = ['deposition', 'dataset', 'run'];
const ofSpacing: readonly ParentType[] = [...ofRun, 'voxel_spacing'];

type EntrySchema = TSchema & { readonly description?: string };

function entry(title: string, description: string, sources: TSchema, metadata?: TSchema): EntrySchema {
  return mapping(title, description, {
    ...(metadata === undefined ? {} : { metadata }),
    sources: filledList(sources, 'Where to look, in order.'),
  });
}

/** An entry that needs no sources of its own. */
function looseEntry(title: string, description: string, sources: TSchema, metadata: TSchema): EntrySchema {
  return mapping(title, description, {
    metadata: optional(metadata),
    sources: optional(Type.Array(sources), 'Where to look, in order.'),
  });
}

const voxelSpacingSource = choice(
  'VoxelSpacingSource',
  'Where to look: exactly one finder.',
  'finder',
  {
    source_glob: sourceGlob,
    destination_glob: destinationGlob,
    tomogram_header: tomogramHeader,
    literal: spacingLiteral,
  },
  { ...parentFilters(ofRun), exclude },
);

/** What an entry of each section looks like. */
const entrySchemas: Readonly<Record<SectionName, EntrySchema>> = {
  depositions: entry(
    'DepositionEntry',
    'The deposition.',
    source({ title: 'DepositionSource', parents: [], literal: depositionLiteral }),
    optional(depositionMetadata),
  ),
  deposition_keyphotos: entry(
    'DepositionKeyPhotoEntry',
    'Images that stand for the deposition.',
    source({ title: 'DepositionKeyPhotoSource', parents: ['deposition'], literal: keyPhotoLiteral }),
  ),
  datasets: entry(
    'DatasetEntry',
    'A dataset.',
    source({ title: 'DatasetSource', parents: ['deposition'] }),
    optional(datasetMetadata),
  ),
  dataset_keyphotos: entry(
    'DatasetKeyPhotoEntry',
    'Images that stand for the dataset.',
    source({ title: 'DatasetKeyPhotoSource', parents: ['deposition'], literal: keyPhotoLiteral }),
  ),
  runs: entry('RunEntry', 'Runs.', source({ title: 'RunSource', parents: ['deposition', 'dataset'] })),
  gains: entry('GainEntry', 'Gain references.', source({ title: 'GainSource', parents: ofRun })),
  collection_metadata: entry(
    'CollectionMetadataEntry',
    'The mdoc file of a run.',
    source({ title: 'CollectionMetadataSource', parents: ofRun }),
  ),
  frames: looseEntry(
    'FrameEntry',
    'Frames of a run; the literal default stands for frames that were not deposited.',
    source({ title: 'FrameSource', parents: ofRun }),
    frameMetadata,
  ),
  tiltseries: entry(
    'TiltSeriesEntry',
    'Tilt series.',
    source({ title: 'TiltSeriesSource', parents: ofRun, canFilterDestination: true }),
    optional(tiltSeriesMetadata),
  ),
  ctfs: entry(
    'CtfEntry',
    'CTF estimates of a tilt series.',
    source({ title: 'CtfSource', parents: ofRun }),
    optional(ctfMetadata),
  ),
  rawtilts: entry(
    'RawTiltEntry',
    'Recorded tilt angles.',
    source({ title: 'RawTiltSource', parents: ofRun }),
  ),
  alignments: looseEntry(
    'AlignmentEntry',
    'An alignment; the literal default stands for one that was not deposited.',
    source({ title: 'AlignmentSource', parents: ofRun }),
    alignmentMetadata,
  ),
  identified_objects: entry(
    'IdentifiedObjectEntry',
    'Objects identified in a run.',
    source({ title: 'IdentifiedObjectSource', parents: ofRun }),
    optional(identifiedObjectMetadata),
  ),
  voxel_spacings: entry('VoxelSpacingEntry', 'Voxel spacings of a run.', voxelSpacingSource),
  annotations: entry('AnnotationEntry', 'An annotation.', annotationSource, annotationMetadata),
  annotation_viz: entry(
    'AnnotationVizEntry',
    'Precomputed annotations for viewers.',
    source({ title: 'AnnotationVizSource', parents: ofSpacing }),
  ),
  tomograms: entry(
    'TomogramEntry',
    'Tomograms of one voxel spacing.',
    source({ title: 'TomogramSource', parents: ofSpacing, canFilterDestination: true }),
    optional(tomogramMetadata),
  ),
  key_images: entry(
    'KeyImageEntry',
    'Images of a tomogram.',
    source({ title: 'KeyImageSource', parents: [...ofSpacing, 'tomogram'] }),
  ),
  viz_config: entry(
    'VizConfigEntry',
    'Viewer state of a tomogram.',
    source({ title: 'VizConfigSource', parents: ofSpacing }),
  ),
};

const required: readonly SectionName[] = ['depositions', 'datasets', 'runs', 'voxel_spacings'];

/** The sections as keys of the file; four of them may not be absent or empty. */
export function sectionProperties(): TProperties {
  return Object.fromEntries(
    Object.entries(entrySchemas).map(([name, schema]) => {
      const description = schema.description ?? '';
      const isRequired = required.some((key) => key === name);
      return [name, isRequired ? filledList(schema, description) : optional(Type.Array(schema), description)];
    }),
  );
}
