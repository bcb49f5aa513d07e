import { shapesWithMeshes } from '../../../entities/index.js';
import type { JsonObject } from '../../../json/index.js';
import { templateDirectory } from '../../../layout/index.js';
import { ancestor, type Item } from '../../../sources/item.js';
import { itemVariables } from '../../../sources/item-paths.js';
import { describeAnnotation } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';
import { instancesPath, isViewed, precomputePath } from '../viewer-state/annotation-layers.js';
import { annotationPath } from './annotation-path.js';

/** All paths that an annotation's metadata stand for: the metadata file, the files, and what viewers load of them. */
export function publishedPaths(item: Item, metadata: JsonObject, context: IngestContext): string[] {
  const spacing = ancestor(item, 'voxel_spacing') ?? item;
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
  const withMeshes = shapesWithMeshes.filter(({ published }) =>
    described.files.some(({ shape }) => shape === published),
  );
  return [
    path,
    ...described.files.map((file) => file.path),
    ...described.files.filter(isViewed).map((file) => precomputePath(described, file, context)),
    ...withMeshes.map(({ meshInstances }) => instancesPath(described, meshInstances, context)),
  ];
}

/** What to warn of where an annotation is imported and what an earlier ingest made of it for viewers stays. */
export async function warningsOfOldViewerFiles(item: Item, context: IngestContext): Promise<string[]> {
  const { precompute, importTypes, layout } = context.options;
  if (precompute && importTypes.has('annotation_viz')) return [];
  const directory = templateDirectory('annotationPrecompute', layout, itemVariables(item));
  const entries = await context.output.readDirectory(directory);
  return entries.some(({ name, kind }) => kind === 'directory' && name.startsWith(`${item.id}-`))
    ? ['what viewers load of it stays as an earlier ingest made it (--import annotation-viz makes it anew)']
    : [];
}
