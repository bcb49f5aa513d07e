import { inTurn } from '../../base/collections.js';
import { ifReadable } from '../../base/errors.js';
import type { JsonObject } from '../../base/json-value.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { publishedTree } from '../../deposition/identifiers.js';
import { ancestor, describeItem, type Item, itemVariables } from '../../deposition/item.js';
import { templateVariables } from '../../deposition/item-variables.js';
import {
  type AnnotationShape,
  annotationShapes,
  type ShapeContent,
  shapesWithMeshes,
} from '../../tree/entities/annotation-shapes.js';
import { templateDirectory } from '../../tree/layout/build-path.js';
import { readLedger } from '../../tree/ledger.js';
import { describeAnnotation } from '../../tree/published-annotation.js';
import { findDirectories, findMetadata } from '../../tree/published-items.js';
import { annotationPath, inputsOf, type ShapeImporter } from '../annotation/annotation-file.js';
import { captionImporter } from '../annotation/caption-file.js';
import { tomogramsFile } from '../annotation/input-points.js';
import { alignedExtent, maskImporter, tomogramHeaders } from '../annotation/mask-file.js';
import { meshImporter } from '../annotation/mesh-file.js';
import { pointImporter } from '../annotation/point-file.js';
import type { IngestContext } from '../context.js';
import { isViewed, precomputePath, shapePath } from '../convert/annotation-layers.js';
import type { PublishedAnnotation } from '../convert/published-files.js';
import { zarrSettings } from '../convert/volume-files.js';
import type { ImportResult, SourceCheck } from '../import-result.js';
import type { Importer } from '../importer.js';
import { withBothForms } from '../publish/finished-data.js';
import { reconcile } from '../publish/reconcile.js';
import { unitOf } from '../publish/tree-ledger.js';

/** An annotation: the files of one entry's sources, which share identifier and metadata. */
export const annotation: Importer = {
  prepare: removeAbandoned,
  async outputs(item, context) {
    const outputs = await inTurn(inputsOf(item), async (input) => {
      const planned = await shapeImporterOf(input.finder.shape).outputs(input, context);
      return planned.map((output) => ({ ...output, source: input.source }));
    });
    return outputs.flat();
  },
  /** Returns the options with which the source files are read, and the values of template variables. */
  async settings(item, context) {
    const { writeMrc, writeZarr, binningEdge, compatible } = context.options;
    return {
      inputs: inputsOf(item).map(({ key, finder }) => ({ key, finder })),
      variables: [...templateVariables(item, context)],
      tomograms: inputsOf(item).map((input) => tomogramsFile(input, context)),
      options: { writeMrc, writeZarr, zarrForm: zarrSettings(context), binningEdge, compatible },
    };
  },
  async madeFrom(item, context) {
    const extent = await ifReadable(() => alignedExtent({ item }, context));
    // The volumes that masks are fitted to.
    return { tomogram: [extent, (await tomogramHeaders({ item }, context)).map(({ shape }) => shape)] };
  },
  async check(item, context) {
    const checks = await inTurn(inputsOf(item), (input) => {
      context.signal.throwIfAborted();
      return shapeImporterOf(input.finder.shape).check(input, context);
    });
    return joined(checks);
  },
  async importData(item, context, progress) {
    const results: ImportResult[] = [];
    context.objectCounts.forget(item);
    try {
      for (const input of inputsOf(item)) {
        context.signal.throwIfAborted();
        const result = await shapeImporterOf(input.finder.shape).importData(input, context, progress);
        results.push(result);
        if (result.objectCount !== undefined) context.objectCounts.note(input.found, result.objectCount);
      }
    } catch (error) {
      if (!context.signal.aborted) await withdrawUnpublished(item, context);
      throw error;
    }
    const { warnings = [], ...whole } = joined(results);
    return {
      ...whole,
      bytesWritten: results.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
      warnings: [...warnings, ...(await warningsOfOldViewerFiles(item, context))],
    };
  },
  metadataPath: (item, context) => annotationPath(item, 'annotationMetadata', context),
  whyNoMetadata: (_item, { options }) =>
    options.importTypes.has('annotation')
      ? null
      : 'no metadata written, since the output has no file of this annotation; import annotation as well',
  named: async (item, metadata, context) => publishedPaths(item, metadata, context),
  async metadata(item, context): Promise<JsonObject | null> {
    const files: JsonObject[] = [];
    let objectCount = 0;
    for (const input of inputsOf(item)) {
      const kind = shapeImporterOf(input.finder.shape);
      // A form that options leave out may have stayed.
      const written: string[] = [];
      for (const { path } of await kind.outputs(input, withBothForms(context)))
        if ((await context.output.kind(path)) !== null) written.push(path);
      if (written.length === 0) continue;
      const count = await context.objectCounts.of(input.found, () => kind.countObjects(input, context));
      objectCount = Math.max(objectCount, count);
      for (const path of written) {
        files.push({
          format: path.slice(path.lastIndexOf('.') + 1),
          path,
          shape: annotationShapes[input.finder.shape].published,
          is_visualization_default: input.finder.isVisualizationDefault,
        });
      }
    }
    if (files.length === 0) return null;
    return {
      object_count: objectCount,
      files,
      alignment_metadata_path: await publishedAlignmentPath(item, context),
    };
  },
};

/** Combines the results of an annotation's inputs. It is skipped if all inputs are. */
function joined(results: readonly SourceCheck[]): SourceCheck {
  return {
    notes: results.flatMap(({ notes }) => notes ?? []),
    warnings: results.flatMap(({ warnings }) => warnings ?? []),
    issues: results.flatMap(({ issues }) => issues ?? []),
    skipped: results.every(({ skipped }) => skipped === true),
  };
}

/** Removes the files of a failed annotation if it has no metadata file: other ingests would take them for data. */
async function withdrawUnpublished(item: Item, context: IngestContext): Promise<void> {
  const { output } = context;
  if ((await output.stat(annotationPath(item, 'annotationMetadata', context))) !== null) return;
  for (const input of inputsOf(item)) {
    // An unreadable input has no outputs.
    const outputs = await ifReadable(() => shapeImporterOf(input.finder.shape).outputs(input, context));
    for (const { path } of outputs ?? []) {
      await ((await output.kind(path)) === 'directory' ? output.deleteDirectory(path) : output.delete(path));
    }
  }
  await reconcile(item, [], context);
}

/**
 * Removes the numbered directories without metadata that interrupted ingests left in a container. If options leave out
 * a form, those that the ledger lists stay: it may prove that form.
 */
async function removeAbandoned(container: Item, context: IngestContext): Promise<void> {
  const tree = publishedTree(context);
  const { writeMrc, writeZarr } = context.options;
  const listed = writeMrc && writeZarr ? [] : (await readLedger(context.output, unitOf(container))).entries;
  for (const { path } of await findDirectories(tree, 'annotation', itemVariables(container))) {
    if ((await findMetadata(tree, 'annotation', path)) !== null) continue;
    if (listed.some(({ files }) => files.some((file) => file.path.startsWith(`${path}/`)))) continue;
    await context.output.deleteDirectory(path);
    const place = context.output.location(path);
    const message = `${describeItem(container)}: removed ${place}, which an interrupted ingest left without metadata`;
    context.warn(message, null);
  }
}

const shapeImporters: Readonly<Record<ShapeContent['kind'], ShapeImporter>> = {
  points: pointImporter,
  mask: maskImporter,
  mesh: meshImporter,
  caption: captionImporter,
};

function shapeImporterOf(shape: AnnotationShape): ShapeImporter {
  return shapeImporters[annotationShapes[shape].content.kind];
}

/** Describes an annotation as metadata would; its alignment and colour, on which no path depends, are unset. */
export function describeItemAnnotation(
  item: Item,
  metadata: JsonObject,
  context: IngestContext,
): PublishedAnnotation {
  const spacing = ancestor(item, 'voxel_spacing') ?? item;
  return {
    ...describeAnnotation({
      id: item.id ?? 0,
      voxelSpacing: Number(spacing.name),
      path: annotationPath(item, 'annotationMetadata', context),
      metadata,
    }),
    alignmentPath: null,
    color: [255, 255, 255],
  };
}

/** Returns all paths that belong to an annotation: the metadata file, the files, and their precomputed data. */
function publishedPaths(item: Item, metadata: JsonObject, context: IngestContext): string[] {
  const described = describeItemAnnotation(item, metadata, context);
  const withMeshes = shapesWithMeshes.filter(({ published }) =>
    described.files.some(({ shape }) => shape === published),
  );
  return [
    described.path,
    ...described.files.map((file) => file.path),
    ...described.files.filter(isViewed).map((file) => precomputePath(described, file, context)),
    ...withMeshes.map(({ meshInstances }) => shapePath(described, meshInstances, context)),
  ];
}

/** Returns a warning if an annotation is imported, but the precomputed data of an earlier ingest stay. */
async function warningsOfOldViewerFiles(item: Item, context: IngestContext): Promise<string[]> {
  const { precompute, importTypes, layout } = context.options;
  if (precompute && importTypes.has('annotation_viz')) return [];
  const directory = templateDirectory('annotationPrecompute', layout, itemVariables(item));
  const entries = await context.output.readDirectory(directory);
  return entries.some(({ name, kind }) => kind === 'directory' && name.startsWith(`${item.id}-`))
    ? ['what viewers load of it stays as an earlier ingest made it (--import annotation-viz makes it anew)']
    : [];
}
