import { annotationShapes } from '../../entities/index.js';
import type { JsonObject } from '../../json/index.js';
import { publishedAlignmentPath } from '../../sources/alignment-path.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { inputsOf } from '../convert/annotation/annotation-file.js';
import { annotationPath } from '../convert/annotation/annotation-path.js';
import { annotationSettings } from '../convert/annotation/annotation-settings.js';
import { publishedPaths, warningsOfOldViewerFiles } from '../convert/annotation/published-paths.js';
import { partKind } from '../convert/annotation/shape-importers.js';
import type { ImportResult, PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { removeAbandoned } from '../publish/remove-abandoned.js';

/** What was annotated in a tomogram: the files of one entry's sources, which share identifier and metadata. */
export const annotation: Importer = {
  prepare: (parent, context) => removeAbandoned('annotation', parent, context),
  outputs: annotationOutputs,
  settings: annotationSettings,
  async importData(item, context, progress) {
    const results: ImportResult[] = [];
    for (const input of inputsOf(item)) {
      context.signal.throwIfAborted();
      results.push(await partKind(input.finder.shape).importData(input, context, progress));
    }
    return {
      bytesWritten: results.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
      notes: results.flatMap(({ notes }) => notes ?? []),
      warnings: [
        ...results.flatMap(({ warnings }) => warnings ?? []),
        ...(await warningsOfOldViewerFiles(item, context)),
      ],
      skipped: results.every((result) => result.skipped === true),
    };
  },
  metadataPath: (item, context) => annotationPath(item, 'annotationMetadata', context),
  named: async (item, metadata, context) => publishedPaths(item, metadata, context),
  async metadata(item, context): Promise<JsonObject | null> {
    const files: JsonObject[] = [];
    let objectCount = 0;
    for (const input of inputsOf(item)) {
      const kind = partKind(input.finder.shape);
      const written = await writtenPaths(await kind.outputs(input, context), context);
      if (written.length === 0) continue;
      objectCount = Math.max(objectCount, await kind.countObjects(input, context));
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

async function annotationOutputs(item: Item, context: IngestContext): Promise<PlannedOutput[]> {
  const outputs: PlannedOutput[] = [];
  for (const input of inputsOf(item))
    outputs.push(...(await partKind(input.finder.shape).outputs(input, context)));
  return outputs;
}

async function writtenPaths(outputs: readonly PlannedOutput[], context: IngestContext): Promise<string[]> {
  const paths: string[] = [];
  for (const { path } of outputs) if ((await context.output.kind(path)) !== null) paths.push(path);
  return paths;
}
