import { IngestError, NotReachedError } from '../../base/errors.js';
import { publishedItems } from '../../deposition/identifiers.js';
import { ancestor, describeItem, type Item } from '../../deposition/item.js';
import { fileSource } from '../../deposition/source-files.js';
import type { PublishedPoint } from '../../formats/points/point-lines.js';
import { readPublishedPoints } from '../../formats/points/published-points.js';
import { annotationColors, type Rgb } from '../../neuroglancer/colors.js';
import { type AnnotationFacts, describeAnnotation } from '../../tree/published-annotation.js';
import { type IngestContext, isImported } from '../context.js';

/** An annotation that the output holds. */
export interface PublishedAnnotation extends AnnotationFacts {
  /** Stands for it in key images and in the viewer. */
  readonly color: Rgb;
}

/** Every annotation of an item's run that the output holds, by voxel spacing and identifier. */
export async function publishedAnnotations(
  item: Item,
  context: IngestContext,
): Promise<PublishedAnnotation[]> {
  const run = ancestor(item, 'run');
  if (run === null) return [];
  const published = await publishedItems('annotation', run, context, 'the annotation is left out');
  const found = published.flatMap(({ id, variables, metadataPath: path, metadata }) =>
    path === null || metadata === null || metadata === 'unreadable'
      ? []
      : [describeAnnotation({ id, voxelSpacing: Number(variables.voxel_spacing), path, metadata })],
  );
  found.sort((first, second) => first.voxelSpacing - second.voxelSpacing || first.id - second.id);
  const colors = annotationColors(found.map(({ objectName }) => objectName));
  return found.map((annotation, index) => ({ ...annotation, color: colors[index] ?? [255, 255, 255] }));
}

/** The points of an ndjson file of OUTPUT, some lines at a time. Fails with a FormatError that names the line. */
export function ndjsonPoints(
  key: string,
  { output, signal, lines }: Pick<IngestContext, 'output' | 'signal' | 'lines'>,
): AsyncGenerator<readonly PublishedPoint[]> {
  return readPublishedPoints(fileSource(output, key, { signal }), undefined, lines.read);
}

/** Whether the output holds a volume in any form. */
export async function isWritten(
  { mrc, zarr }: { readonly mrc: string; readonly zarr: string },
  { output }: IngestContext,
): Promise<boolean> {
  return (await output.kind(mrc)) !== null || (await output.kind(zarr)) !== null;
}

/** The written form of a volume that is read fastest: MRC, else OME-Zarr. Fails with an IngestError when neither was
 * written, and with a NotReachedError when this ingest was to write it. */
export async function volumeKey(
  { mrc, zarr }: { readonly mrc: string; readonly zarr: string },
  item: Item,
  context: IngestContext,
): Promise<string> {
  if ((await context.output.kind(mrc)) !== null) return mrc;
  if ((await context.output.kind(zarr)) !== null) return zarr;
  if (isImported(item, context)) throw new NotReachedError(`${describeItem(item)} failed`);
  throw new IngestError('the volume is not in the output yet', {
    path: context.output.location(mrc),
    entity: describeItem(item),
    expected: 'the volume that was imported',
    found: 'nothing',
    hint: `import ${item.type} as well`,
  });
}
