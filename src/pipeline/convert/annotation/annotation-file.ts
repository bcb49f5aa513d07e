import type { AnnotationFinder, ConfigSource } from '../../../config/index.js';
import { annotationShapes } from '../../../entities/index.js';
import type { SlotName } from '../../../layout/index.js';
import type { Item } from '../../../sources/item.js';
import type { IngestContext } from '../../context.js';
import type { ImportProgress, ImportResult, PlannedOutput } from '../../importer.js';
import { annotationPath } from './annotation-path.js';

/** One source's contribution to an annotation. */
export interface AnnotationPart {
  readonly item: Item;
  readonly source: ConfigSource;
  readonly finder: AnnotationFinder;
  /** Source file or zarr directory, below INPUT. */
  readonly key: string;
}

/** How parts of a kind are published. */
export interface PartKind {
  /** Files that the part is written to, in the order in which the metadata list them. */
  outputs(part: AnnotationPart, context: IngestContext): Promise<readonly PlannedOutput[]>;
  importData(part: AnnotationPart, context: IngestContext, progress: ImportProgress): Promise<ImportResult>;
  /** How many objects the written part shows. */
  countObjects(part: AnnotationPart, context: IngestContext): Promise<number>;
}

/** The parts of an annotation item, in the order of its sources. */
export function partsOf(item: Item): AnnotationPart[] {
  return (item.parts ?? []).flatMap(({ source, key }) =>
    source.finder.kind === 'annotation' ? [{ item, source, finder: source.finder, key }] : [],
  );
}

/** The shape of a part as the names of its files have it. */
export function fileShape({ finder }: AnnotationPart): string {
  return annotationShapes[finder.shape].published.toLowerCase();
}

/** A single file that a part is written to. */
export function fileOutput(
  part: AnnotationPart,
  extension: string,
  context: IngestContext,
  bytes: number | null = null,
): PlannedOutput {
  const slot: SlotName = 'annotationFile';
  const path = annotationPath(part.item, slot, context, { shape: fileShape(part), extension });
  return { slot, path, from: part.key, bytes };
}
