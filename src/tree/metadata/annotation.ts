import type { TProperties } from 'typebox';
import * as Type from 'typebox';
import { publishedShapes } from '../entities/annotation-shapes.js';
import { authors, dates, identifier, mixedReferenceList, stamp } from './common.js';
import { flag, mapping, optional, optionalFlag, optionalList, optionalText, text } from './fields.js';

const percentage = Type.Number({ minimum: 0, maximum: 100 });

const annotationObject = mapping('AnnotationObject', 'What is annotated.', {
  name: text('Name as the ontology gives it.'),
  id: identifier(['GO', 'UniProtKB', 'UBERON', 'CHEBI', 'CDPO', 'CL', 'PDB']),
  description: optionalText('What it is; up to 50 characters serve as the name of its files.'),
  state: optionalText('State, such as open or closed.'),
});

const annotationFields = {
  annotation_ingest_id: text(
    'Name that keeps the identity of this annotation over ingestions, unique in the file.',
  ),
  annotation_method: text('How the annotation was made.'),
  annotation_object: annotationObject,
  annotation_publications: optional(mixedReferenceList, 'DOIs and database entries.'),
  annotation_software: optionalText('Software that made the annotation.'),
  authors,
  dates,
  confidence: optional(
    mapping('Confidence', 'Quality against a ground truth.', {
      precision: optional(percentage, 'Precision in percent.'),
      recall: optional(percentage, 'Recall in percent.'),
      ground_truth_used: optionalText('What it was compared with.'),
    }),
    'Quality against a ground truth.',
  ),
  ground_truth_status: optionalFlag('Whether it can serve as ground truth.'),
  is_curator_recommended: optionalFlag('Whether the curators recommend it.'),
  method_type: Type.Enum(['manual', 'automated', 'hybrid', 'simulated'], { description: 'Kind of method.' }),
  method_links: optionalList(
    mapping('MethodLink', 'A link about the method.', {
      link: text('Address.'),
      link_type: Type.Enum(['documentation', 'models_weights', 'other', 'source_code', 'website'], {
        description: 'What is found there.',
      }),
      custom_name: optionalText('Text to show for the link.'),
    }),
    'Links about the method.',
  ),
  version: Type.Number({ minimum: 0, description: 'Version; part of the file names, 1.0 stays 1.0.' }),
  object_count: optional(Type.Integer({ minimum: 0 }), 'Number of objects; counted at ingestion.'),
} satisfies TProperties;

/** A file of an annotation in its metadata. */
const annotationFile = mapping('AnnotationFile', 'One file of an annotation.', {
  format: text('Format of the file.'),
  path: text('Path from the root of the tree.'),
  shape: Type.Enum([...publishedShapes], { description: 'Shape that the file holds.' }),
  is_visualization_default: flag('Whether viewers show it first.'),
});

export const annotationEntry = mapping('Annotation', 'About the annotation.', {
  ...annotationFields,
  files: optionalList(Type.Unknown(), 'Filled in at ingestion.'),
});

export const annotationMetadataFile = mapping('AnnotationMetadata', 'Metadata file of an annotation.', {
  ...annotationFields,
  files: optionalList(annotationFile, 'Files of the annotation.'),
  alignment_metadata_path: optionalText('Path of the alignment metadata from the root of the tree.'),
  ...stamp,
});
