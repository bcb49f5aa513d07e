import { IngestError } from '../../base/errors.js';
import { isJsonObject, type JsonValue } from '../../base/json-value.js';
import type { AnnotationFinder, ConfigSource } from '../../deposition/config/config.js';
import { describeItem, type Item, type ItemInput, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { annotationShapes } from '../../tree/entities/annotation-shapes.js';
import { annotationKey, type PathVariables } from '../../tree/layout/build-path.js';
import type { PathTemplateName } from '../../tree/layout/path-templates.js';
import type { IngestContext } from '../context.js';
import type { ImportProgress, ImportResult, PlannedOutput, SourceCheck } from '../import-result.js';

/** An input of an annotation: a file that one of its sources found. */
export interface AnnotationInput {
  readonly item: Item;
  /** The same as an input of the item, of which it is one object. */
  readonly found: ItemInput;
  readonly source: ConfigSource;
  readonly finder: AnnotationFinder;
  /** Key of the source file or OME-Zarr directory below INPUT. */
  readonly key: string;
}

/** The importer of inputs of one kind of content. */
export interface ShapeImporter {
  /** Returns the files that the input is written to, in the order of the metadata. */
  outputs(input: AnnotationInput, context: IngestContext): Promise<readonly PlannedOutput[]>;
  /** Reads the input without writing. Fails where `importData` would. */
  check(input: AnnotationInput, context: IngestContext): Promise<SourceCheck>;
  importData(input: AnnotationInput, context: IngestContext, progress: ImportProgress): Promise<ImportResult>;
  /** Returns the number of objects in the written input. */
  countObjects(input: AnnotationInput, context: IngestContext): Promise<number>;
}

/** Returns the inputs of an annotation, in the order of its sources. */
export function inputsOf(item: Item): AnnotationInput[] {
  return (item.inputs ?? []).flatMap((found) => {
    const { finder } = found.source;
    return finder.kind === 'annotation' ? [{ ...found, item, found, finder }] : [];
  });
}

/** Returns the shape of an input as file names spell it, in lower case. */
export function fileShape({ finder }: AnnotationInput): string {
  return annotationShapes[finder.shape].published.toLowerCase();
}

/** Returns the planned file of an input that becomes a single file. */
export function fileOutput(
  input: AnnotationInput,
  extension: string,
  context: IngestContext,
  bytes: number | null = null,
): PlannedOutput {
  const path = annotationPath(input.item, 'annotationFile', context, { shape: fileShape(input), extension });
  return { path, from: input.key, bytes };
}

/**
 * Returns the path of an annotation for one of its path templates. File names have the object name and the version.
 * Fails with an IngestError if the metadata lack one of them.
 */
export function annotationPath(
  item: Item,
  template: PathTemplateName,
  context: IngestContext,
  more: PathVariables = {},
): string {
  const { annotation_object: object, version } = configuredMetadata(item, context);
  const name = isJsonObject(object) ? textOrNull(object.name) : null;
  if (!isJsonObject(object) || name === null || version === undefined || version === null) {
    throw new IngestError('the annotation cannot be named', {
      entity: describeItem(item),
      expected: 'annotation_object.name and version in its metadata',
      found: name === null ? 'no name' : 'no version',
    });
  }
  const key = annotationKey({ name, description: textOrNull(object.description) }, String(version));
  return itemPath(item, template, context.options.layout, { annotation_key: key, ...more });
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
