import type { AnnotationFinder, ConfigSource } from '../../../config/index.js';
import { annotationShapes } from '../../../entities/index.js';
import type { PathTemplateName } from '../../../layout/index.js';
import type { Item } from '../../../sources/item.js';
import type { IngestContext } from '../../context.js';
import type { ImportProgress, ImportResult, PlannedOutput, SourceCheck } from '../../import-result.js';
import { annotationPath } from './annotation-path.js';

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
