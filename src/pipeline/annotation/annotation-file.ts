import { IngestError } from '../../base/errors.js';
import { isJsonObject, type JsonValue } from '../../base/json-value.js';
import type { AnnotationFinder, ConfigSource } from '../../deposition/config/config.js';
import { describeItem, type Item, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { annotationShapes } from '../../tree/entities/annotation-shapes.js';
import { annotationKey, type PathVariables } from '../../tree/layout/build-path.js';
import type { PathTemplateName } from '../../tree/layout/path-templates.js';
import type { IngestContext } from '../context.js';
import type { ImportProgress, ImportResult, PlannedOutput, SourceCheck } from '../import-result.js';

/** One source's contribution to an annotation. */
export interface AnnotationInput {
  readonly item: Item;
  readonly source: ConfigSource;
  readonly finder: AnnotationFinder;
  /** Source file or zarr directory, below INPUT. */
  readonly key: string;
}

/** How inputs of a kind are published. */
export interface ShapeImporter {
  /** Files that the input is written to, in the order in which the metadata list them. */
  outputs(input: AnnotationInput, context: IngestContext): Promise<readonly PlannedOutput[]>;
  /** Reads the input without writing anything; fails where `importData` would. */
  check(input: AnnotationInput, context: IngestContext): Promise<SourceCheck>;
  importData(input: AnnotationInput, context: IngestContext, progress: ImportProgress): Promise<ImportResult>;
  /** How many objects the written input shows. */
  countObjects(input: AnnotationInput, context: IngestContext): Promise<number>;
}

/** The inputs of an annotation item, in the order of its sources. */
export function inputsOf(item: Item): AnnotationInput[] {
  return (item.inputs ?? []).flatMap(({ source, key }) =>
    source.finder.kind === 'annotation' ? [{ item, source, finder: source.finder, key }] : [],
  );
}

/** The shape of a input as the names of its files have it. */
export function fileShape({ finder }: AnnotationInput): string {
  return annotationShapes[finder.shape].published.toLowerCase();
}

/** A single file that a input is written to. */
export function fileOutput(
  input: AnnotationInput,
  extension: string,
  context: IngestContext,
  bytes: number | null = null,
): PlannedOutput {
  const template: PathTemplateName = 'annotationFile';
  const path = annotationPath(input.item, template, context, { shape: fileShape(input), extension });
  return { template, path, from: input.key, bytes };
}

/** The path of one of an annotation's pathTemplates; its files are called after its object and version. */
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
