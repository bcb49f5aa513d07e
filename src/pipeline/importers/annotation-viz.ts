import { IngestError } from '../../base/errors.js';
import { mergeJson } from '../../base/json-value.js';
import { expandSourcePath } from '../../deposition/finders/source-search.js';
import { ancestor, describeItem, type Item } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import {
  annotationShapes,
  shapesWithMeshes,
  type ViewedFormat,
} from '../../tree/entities/annotation-shapes.js';
import { inputsOf } from '../annotation/annotation-file.js';
import type { IngestContext } from '../context.js';
import { isViewed, precomputePath, shapePath } from '../convert/annotation-layers.js';
import type { PublishedAnnotation } from '../convert/published-files.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { writeMask } from '../precompute/write-mask.js';
import { stageFiles, writeInstances, writeMesh } from '../precompute/write-meshes.js';
import { writePoints } from '../precompute/write-points.js';
import { fingerprints } from '../publish/finished-data.js';
import { annotation, describeItemAnnotation } from './annotation.js';

/** The Neuroglancer precomputed data of an annotation: one directory per file. */
export const annotationViz: Importer = {
  async outputs(item, context): Promise<PlannedOutput[]> {
    if (!context.options.precompute) return [];
    const mesh = await instanceMeshOf(item, context);
    if (context.options.dryRun) return [];
    const described = await describe(item, context);
    const output = (path: string, from: string) => ({ path, from, bytes: null });
    return [
      ...described.files
        .filter(isViewed)
        .map((file) => output(precomputePath(described, file, context), file.path)),
      ...shapesWithMeshes.flatMap(({ meshInstances }) =>
        mesh === null ? [] : [output(shapePath(described, meshInstances, context), mesh)],
      ),
    ];
  },
  settings: async (item, context) => configuredMetadata(ancestor(item, 'annotation') ?? item, context),
  async madeFrom(item, context) {
    const described = await describe(item, context);
    const mesh = await instanceMeshOf(item, context);
    const paths = described.files.map(({ path }) => path);
    const files = await fingerprints(context.output, paths);
    return { annotation: [described, files, await fingerprints(context.input, mesh === null ? [] : [mesh])] };
  },
  async importData(item, context, progress) {
    if (!context.options.precompute) return { bytesWritten: 0, skipped: true, notes: ['--no-precompute'] };
    const described = await describe(item, context);
    let bytesWritten = 0;
    for (const file of described.files.filter(isViewed)) {
      const path = precomputePath(described, file, context);
      bytesWritten += await stageFiles(path, context, (directory) =>
        writers[file.format](described, file, directory, context, progress),
      );
    }
    const instances = await writeInstances(described, await instanceMeshOf(item, context), context);
    return { ...instances, bytesWritten: bytesWritten + instances.bytesWritten };
  },
};

/** Describes an annotation by the metadata that are written after this. */
async function describe(item: Item, context: IngestContext): Promise<PublishedAnnotation> {
  const parent = ancestor(item, 'annotation') ?? item;
  const added = (await annotation.metadata?.(parent, context)) ?? {};
  return describeItemAnnotation(parent, mergeJson(configuredMetadata(parent, context), added), context);
}

/**
 * Returns the key below INPUT of the mesh at the annotation's oriented points; null if the configuration names none.
 * Fails with an IngestError if the file is missing.
 */
async function instanceMeshOf(item: Item, context: IngestContext): Promise<string | null> {
  for (const { finder, source, item: own } of inputsOf(ancestor(item, 'annotation') ?? item)) {
    const { mesh_source_path: template } = finder.options;
    const isShown = annotationShapes[finder.shape].meshInstances !== undefined;
    if (!isShown || typeof template !== 'string' || template === '') continue;
    const key = expandSourcePath(template, { source, parent: own, context });
    if ((await context.input.kind(key)) === 'file') return key;
    throw new IngestError('there is no mesh for the oriented points', {
      path: context.input.location(key),
      entity: describeItem(own),
      expected: 'a GLB, OBJ, STL or VTK file in Å, whose origin is put at each point',
      found: 'no file',
      hint: `check mesh_source_path in ${source.location.file}, line ${source.location.line}`,
    });
  }
  return null;
}

const writers: Readonly<Record<ViewedFormat, typeof writeMask>> = {
  zarr: writeMask,
  ndjson: writePoints,
  glb: writeMesh,
};
