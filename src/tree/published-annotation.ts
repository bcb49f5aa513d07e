import { type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';

export interface AnnotationFile {
  readonly path: string;
  readonly format: string;
  readonly shape: string;
  /** True for the files that viewers show first. */
  readonly isDefault: boolean;
}

export interface AnnotationFacts {
  readonly id: number;
  /** Å. */
  readonly voxelSpacing: number;
  /** Path of its metadata file below the root of the tree. */
  readonly path: string;
  readonly objectName: string;
  readonly metadata: JsonObject;
  /** Path of its alignment's metadata file, as its metadata have it. */
  readonly alignmentPath: string | null;
  readonly files: readonly AnnotationFile[];
}

/** Reads the facts of an annotation from its metadata. */
export function describeAnnotation<
  Place extends Pick<AnnotationFacts, 'id' | 'voxelSpacing' | 'path' | 'metadata'>,
>(place: Place): Place & AnnotationFacts {
  const { metadata } = place;
  return {
    ...place,
    objectName: textAt(metadata, 'annotation_object', 'name') ?? '',
    alignmentPath: textAt(metadata, 'alignment_metadata_path'),
    files: objectsAt(metadata, 'files').flatMap(
      ({ path, format, shape, is_visualization_default: isDefault }) =>
        typeof path === 'string' && typeof format === 'string' && typeof shape === 'string'
          ? [{ path, format, shape, isDefault: isDefault === true }]
          : [],
    ),
  };
}

/** Returns the diameter of the annotated object in Å; null if the metadata have none. */
export function objectDiameter({ metadata }: Pick<AnnotationFacts, 'metadata'>): number | null {
  return numberAt(metadata, 'annotation_object', 'diameter');
}
