import { shapesWithMeshes } from '../../entities/index.js';
import type { JsonObject } from '../../json/index.js';
import { ancestor, type Item } from '../../sources/item.js';
import { baseName, itemDirectory } from '../../sources/item-paths.js';
import { describeAnnotation } from '../../tree/index.js';
import type { IngestContext } from '../context.js';
import { annotationPath } from '../convert/annotation/annotation-path.js';
import { copiesPath, isViewed, precomputePath } from '../convert/viewer-state/annotation-layers.js';
import { removeObsolete } from './remove-obsolete.js';

/** Removes what earlier ingests published of an annotation and its metadata, just written, do not name any more. */
export async function removeStale(item: Item, metadata: JsonObject, context: IngestContext): Promise<void> {
  const { directory, spacing, viewerDirectory } = placesOf(item, context);
  const path = annotationPath(item, 'annotationMetadata', context);
  const described = {
    ...describeAnnotation({
      id: item.id ?? 0,
      voxelSpacing: Number(spacing.name),
      path,
      metadata,
    }),
    alignmentPath: null,
    color: [0, 0, 0] as const,
  };
  const named = new Set([path, ...described.files.map((file) => file.path)].map(baseName));
  const viewed = new Set(
    described.files.filter(isViewed).map((file) => baseName(precomputePath(described, file, context))),
  );
  for (const { published, meshInstances } of shapesWithMeshes) {
    if (!described.files.some(({ shape }) => shape === published)) continue;
    viewed.add(baseName(copiesPath(described, meshInstances, context)));
  }
  const stale = (await context.output.readDirectory(directory))
    .filter(({ name }) => !named.has(name) && !name.startsWith('.'))
    .map(({ name }) => `${directory}/${name}`);
  const viewerFiles = await viewerDirectories(item, viewerDirectory, context);
  await removeObsolete(
    item,
    [...stale, ...viewerFiles.filter((place) => !viewed.has(baseName(place)))],
    context,
  );
}

/** Removes all that earlier ingests published of an annotation that holds nothing now. */
export async function removePublished(item: Item, context: IngestContext): Promise<void> {
  const { directory, viewerDirectory } = placesOf(item, context);
  const isPublished = (await context.output.readDirectory(directory)).length > 0;
  const viewerFiles = await viewerDirectories(item, viewerDirectory, context);
  await removeObsolete(item, [...(isPublished ? [directory] : []), ...viewerFiles], context);
  // Or an empty one, in which nothing came of this ingest.
  if (!isPublished) await context.output.deleteDirectory(directory);
  for (const place of [viewerDirectory, parentOf(directory)]) await removeEmpty(item, place, context);
}

/** Removes a directory in which nothing is, and those around it, up to the run's. */
async function removeEmpty(item: Item, place: string, context: IngestContext): Promise<void> {
  const run = itemDirectory(ancestor(item, 'run') ?? item, context.options.layout);
  if (!place.startsWith(`${run}/`) || (await context.output.readDirectory(place)).length > 0) return;
  await context.output.deleteDirectory(place);
  await removeEmpty(item, parentOf(place), context);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** What to warn of where an annotation is imported and what an earlier ingest made of it for viewers stays. */
export async function warningsOfOldViewerFiles(item: Item, context: IngestContext): Promise<string[]> {
  const { precompute, importTypes } = context.options;
  if (precompute && importTypes.has('annotation_viz')) return [];
  const files = await viewerDirectories(item, placesOf(item, context).viewerDirectory, context);
  return files.length === 0
    ? []
    : ['what viewers load of it stays as an earlier ingest made it (--import annotation-viz makes it anew)'];
}

function placesOf(item: Item, { options }: IngestContext) {
  const spacing = ancestor(item, 'voxel_spacing') ?? item;
  return {
    spacing,
    directory: itemDirectory(item, options.layout) ?? '',
    viewerDirectory: `${itemDirectory(spacing, options.layout)}/NeuroglancerPrecompute`,
  };
}

/** Tomograms have files, annotations have directories there, called by their identifiers. */
async function viewerDirectories(item: Item, directory: string, context: IngestContext): Promise<string[]> {
  return (await context.output.readDirectory(directory))
    .filter(({ name, kind }) => kind === 'directory' && name.startsWith(`${item.id}-`))
    .map(({ name }) => `${directory}/${name}`);
}
