import { isJsonObject, type JsonObject, toNumber } from '../base/json-value.js';

/** A file of a published annotation, as its metadata tell it. */
export interface AnnotationFile {
  readonly path: string;
  readonly format: string;
  readonly shape: string;
  readonly isDefault: boolean;
}

/** An annotation that a tree holds. */
export interface AnnotationFacts {
  readonly id: number;
  /** Å. */
  readonly voxelSpacing: number;
  /** Metadata file, below the tree's root. */
  readonly path: string;
  readonly objectName: string;
  readonly metadata: JsonObject;
  readonly alignmentPath: string | null;
  readonly files: readonly AnnotationFile[];
}

/** An annotation by its metadata. */
export function describeAnnotation(
  place: Pick<AnnotationFacts, 'id' | 'voxelSpacing' | 'path' | 'metadata'>,
): AnnotationFacts {
  const { annotation_object: object, alignment_metadata_path: alignment } = place.metadata;
  return {
    ...place,
    objectName: isJsonObject(object) && typeof object.name === 'string' ? object.name : '',
    alignmentPath: typeof alignment === 'string' ? alignment : null,
    files: filesOf(place.metadata),
  };
}

function filesOf({ files }: JsonObject): AnnotationFile[] {
  if (!Array.isArray(files)) return [];
  return files
    .filter(isJsonObject)
    .flatMap(({ path, format, shape, is_visualization_default: isDefault }) =>
      typeof path === 'string' && typeof format === 'string' && typeof shape === 'string'
        ? [{ path, format, shape, isDefault: isDefault === true }]
        : [],
    );
}

/** Diameter of the annotated object in Å, where its metadata give one. */
export function objectDiameter({ metadata }: Pick<AnnotationFacts, 'metadata'>): number | null {
  const object = metadata.annotation_object;
  return isJsonObject(object) ? toNumber(object.diameter ?? null) : null;
}
