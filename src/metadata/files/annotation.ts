import Type from 'typebox';
import { annotationFields, annotationFile } from '../fields/annotation.js';
import { mapping, optionalList, optionalText } from '../fields/build.js';
import { stamp } from './common.js';

/** Metadata of an entry of `annotations`. */
export const annotationEntry = mapping('Annotation', 'About the annotation.', {
  ...annotationFields,
  files: optionalList(Type.Unknown(), 'Filled in at ingestion.'),
});

/** Schema of an annotation's metadata file; `shapes` are those that its files have. */
export function annotationMetadataFile(shapes: readonly string[]) {
  return mapping('AnnotationMetadata', 'Metadata file of an annotation.', {
    ...annotationFields,
    files: optionalList(annotationFile(shapes), 'Files of the annotation.'),
    alignment_metadata_path: optionalText('Path of the alignment metadata from the root of the tree.'),
    ...stamp,
  });
}
