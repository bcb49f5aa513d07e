import { IngestError, NotReachedError } from '../../base/errors.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { publishedItems } from '../../deposition/identifiers.js';
import { ancestor, describeItem, type Item, itemPath } from '../../deposition/item.js';
import { fileSource } from '../../deposition/source-files.js';
import type { PublishedPoint } from '../../formats/points/point.js';
import { readPublishedPoints } from '../../formats/points/published-points.js';
import { annotationColors, type Rgb } from '../../neuroglancer/colors.js';
import { type AnnotationFacts, describeAnnotation } from '../../tree/published-annotation.js';
import { type IngestContext, isImported } from '../context.js';

export interface PublishedAnnotation extends AnnotationFacts {
  /** Colour in key images and in the viewer. */
  readonly color: Rgb;
}

/**
 * Returns the annotations in the output of a tomogram's run that have its alignment, sorted by voxel spacing and
 * identifier; their colours are those of all annotations of the run.
 */
export async function publishedAnnotations(
  tomogram: Item,
  context: IngestContext,
): Promise<PublishedAnnotation[]> {
  const run = ancestor(tomogram, 'run');
  if (run === null) return [];
  const published = await publishedItems('annotation', run, context, 'the annotation is left out');
  const found = published.flatMap(({ id, variables, metadataPath: path, metadata }) =>
    path === null || metadata === null || metadata === 'unreadable'
      ? []
      : [describeAnnotation({ id, voxelSpacing: Number(variables.voxel_spacing), path, metadata })],
  );
  found.sort((first, second) => first.voxelSpacing - second.voxelSpacing || first.id - second.id);
  const colors = annotationColors(found.map(({ objectName }) => objectName));
  const alignment = await publishedAlignmentPath(tomogram, context);
  return found
    .map((annotation, index) => ({ ...annotation, color: colors[index] ?? ([255, 255, 255] as const) }))
    .filter(({ alignmentPath }) => alignmentPath === alignment);
}

/** Yields the points of an ndjson file of OUTPUT in batches. Fails with a FormatError that names the line. */
export function ndjsonPoints(
  key: string,
  { output, signal, lines }: Pick<IngestContext, 'output' | 'signal' | 'lines'>,
): AsyncGenerator<readonly PublishedPoint[]> {
  return readPublishedPoints(fileSource(output, key, { signal }), undefined, lines.read);
}

/** Returns the paths of a tomogram's volume below OUTPUT, whether or not the output has them. */
export function tomogramPaths(tomogram: Item, { options: { layout } }: IngestContext) {
  return {
    mrc: itemPath(tomogram, 'tomogramMrc', layout),
    zarr: itemPath(tomogram, 'tomogramZarr', layout),
  };
}

type VolumePaths = ReturnType<typeof tomogramPaths>;

/** True if the output has a volume as MRC or OME-Zarr. */
export async function isWritten({ mrc, zarr }: VolumePaths, { output }: IngestContext): Promise<boolean> {
  return (await output.kind(mrc)) !== null || (await output.kind(zarr)) !== null;
}

/**
 * Returns the path of the form of a volume that is faster to read: MRC, else OME-Zarr. Fails with an IngestError if
 * neither exists, and with a NotReachedError if this ingest failed to write it.
 */
export async function volumeKey({ mrc, zarr }: VolumePaths, item: Item, context: IngestContext) {
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
