import { annotationShapes } from '../../entities/index.js';
import { ifReadable } from '../../errors/index.js';
import type { JsonObject } from '../../json/index.js';
import { publishedAlignmentPath } from '../../sources/alignment-path.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { inputsOf } from '../convert/annotation/annotation-file.js';
import { annotationPath } from '../convert/annotation/annotation-path.js';
import { annotationSettings } from '../convert/annotation/annotation-settings.js';
import { publishedPaths, warningsOfOldViewerFiles } from '../convert/annotation/published-paths.js';
import { partKind } from '../convert/annotation/shape-importers.js';
import type { ImportResult, PlannedOutput, SourceCheck } from '../import-result.js';
import type { Importer } from '../importer.js';
import { reconcile } from '../publish/reconcile.js';
import { removeAbandoned } from '../publish/remove-abandoned.js';

/** What was annotated in a tomogram: the files of one entry's sources, which share identifier and metadata. */
export const annotation: Importer = {
  prepare: (parent, context) => removeAbandoned('annotation', parent, context),
  outputs: annotationOutputs,
  settings: annotationSettings,
  async check(item, context) {
    const results: SourceCheck[] = [];
    for (const input of inputsOf(item)) {
      context.signal.throwIfAborted();
      results.push(await partKind(input.finder.shape).check(input, context));
    }
    return joined(results);
  },
  async importData(item, context, progress) {
    const results: ImportResult[] = [];
    context.objectCounts.forget(item);
    try {
      for (const input of inputsOf(item)) {
        context.signal.throwIfAborted();
        const result = await partKind(input.finder.shape).importData(input, context, progress);
        results.push(result);
        if (result.objectCount !== undefined) context.objectCounts.note(input, result.objectCount);
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
      const kind = partKind(input.finder.shape);
      const written = await writtenPaths(await kind.outputs(input, context), context);
      if (written.length === 0) continue;
      const count = await context.objectCounts.of(input, () => kind.countObjects(input, context));
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

/** What was said of the inputs of an annotation; it is skipped where all of them are. */
function joined(results: readonly SourceCheck[]): SourceCheck {
  return {
    notes: results.flatMap(({ notes }) => notes ?? []),
    warnings: results.flatMap(({ warnings }) => warnings ?? []),
    issues: results.flatMap(({ issues }) => issues ?? []),
    skipped: results.every(({ skipped }) => skipped === true),
  };
}

async function annotationOutputs(item: Item, context: IngestContext): Promise<PlannedOutput[]> {
  const outputs: PlannedOutput[] = [];
  for (const input of inputsOf(item)) {
    const { source } = input;
    const planned = await partKind(input.finder.shape).outputs(input, context);
    outputs.push(...planned.map((output) => ({ ...output, source })));
  }
  return outputs;
}

/** What was written of an annotation that failed goes where no metadata name it: other ingests would take it for data. */
async function withdrawUnpublished(item: Item, context: IngestContext): Promise<void> {
  const { output } = context;
  if ((await output.stat(annotationPath(item, 'annotationMetadata', context))) !== null) return;
  for (const input of inputsOf(item)) {
    // An input that cannot be read has no outputs.
    const outputs = await ifReadable(() => partKind(input.finder.shape).outputs(input, context));
    for (const { path } of outputs ?? []) {
      await ((await output.kind(path)) === 'directory' ? output.deleteDirectory(path) : output.delete(path));
    }
  }
  await reconcile(item, [], context);
}

async function writtenPaths(outputs: readonly PlannedOutput[], context: IngestContext): Promise<string[]> {
  const paths: string[] = [];
  for (const { path } of outputs) if ((await context.output.kind(path)) !== null) paths.push(path);
  return paths;
}
