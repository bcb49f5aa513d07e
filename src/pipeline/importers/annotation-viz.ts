import { shapesWithMeshes } from '../../entities/index.js';
import { mergeJson } from '../../json/index.js';
import { alignmentPath } from '../../sources/alignment-path.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import { ancestor, type Item } from '../../sources/item.js';
import { type AnnotationFile, describeAnnotation } from '../../tree/index.js';
import type { IngestContext } from '../context.js';
import { partsOf } from '../convert/annotation/annotation-file.js';
import { annotationPath } from '../convert/annotation/annotation-path.js';
import { copiedMesh } from '../convert/precompute/copied-mesh-files.js';
import { meshFiles } from '../convert/precompute/mesh-files.js';
import { writeCopies } from '../convert/precompute/write-copies.js';
import { writeMask } from '../convert/precompute/write-mask.js';
import { writePoints } from '../convert/precompute/write-points.js';
import type { PublishedAnnotation } from '../convert/published-annotations.js';
import { copiesPath, isViewed, precomputePath } from '../convert/viewer-state/annotation-layers.js';
import type { Importer, ImportProgress, PlannedOutput } from '../importer.js';
import { fingerprints } from '../publish/finished-data.js';
import { annotation } from './annotation.js';

/** An annotation in the form that viewers load: one directory for each of its files. */
export const annotationViz: Importer = {
  async outputs(item, context): Promise<PlannedOutput[]> {
    if (!context.options.precompute) return [];
    const mesh = await copiedMeshOf(item, context);
    if (context.options.dryRun) return [];
    const described = await describe(item, context);
    const output = (path: string, from: string): PlannedOutput => ({
      slot: 'annotationPrecompute',
      path,
      from,
      bytes: null,
    });
    return [
      ...described.files
        .filter(isViewed)
        .map((file) => output(precomputePath(described, file, context), file.path)),
      ...shapesWithMeshes.flatMap(({ meshInstances }) =>
        mesh === null ? [] : [output(copiesPath(described, meshInstances, context), mesh)],
      ),
    ];
  },
  async settings(item, context) {
    const described = await describe(item, context);
    const mesh = await copiedMeshOf(item, context);
    return {
      described,
      files: await fingerprints(
        context.output,
        described.files.map(({ path }) => path),
      ),
      mesh: await fingerprints(context.input, mesh === null ? [] : [mesh]),
    };
  },
  async importData(item, context, progress) {
    if (!context.options.precompute) return { bytesWritten: 0, skipped: true, notes: ['--no-precompute'] };
    const described = await describe(item, context);
    let bytesWritten = 0;
    for (const file of described.files.filter(isViewed)) {
      bytesWritten += await writeFile(described, file, context, progress);
    }
    const copies = await writeCopies(described, await copiedMeshOf(item, context), context);
    return { ...copies, bytesWritten: bytesWritten + copies.bytesWritten };
  },
};

/** The annotation as its metadata, which are written after this, will tell it. */
async function describe(item: Item, context: IngestContext): Promise<PublishedAnnotation> {
  const parent = ancestor(item, 'annotation') ?? item;
  const spacing = ancestor(parent, 'voxel_spacing') ?? parent;
  const added = (await annotation.metadata?.(parent, context)) ?? {};
  return {
    ...describeAnnotation({
      id: parent.id ?? 0,
      voxelSpacing: Number(spacing.name),
      path: annotationPath(parent, 'annotationMetadata', context),
      metadata: mergeJson(configuredMetadata(parent, context), added),
    }),
    alignmentPath: await alignmentPath(parent, context),
    color: [255, 255, 255],
  };
}

/** The mesh that the annotation's oriented points are shown with; null where there is none. */
async function copiedMeshOf(item: Item, context: IngestContext): Promise<string | null> {
  for (const part of partsOf(ancestor(item, 'annotation') ?? item)) {
    const key = await copiedMesh(part, context);
    if (key !== null) return key;
  }
  return null;
}

async function writeFile(
  described: PublishedAnnotation,
  file: AnnotationFile,
  context: IngestContext,
  progress: ImportProgress,
): Promise<number> {
  const directory = await context.output.stageDirectory(precomputePath(described, file, context));
  let bytesWritten = 0;
  try {
    if (file.format === 'zarr') {
      bytesWritten = await writeMask(described, file, directory, context, progress);
    } else if (file.format === 'ndjson') {
      bytesWritten = await writePoints(described, file, directory, context);
    } else {
      for (const { path, bytes } of await meshFiles(described, file, context)) {
        await directory.put(path, bytes);
        bytesWritten += bytes.length;
      }
    }
    await directory.commit();
  } catch (error) {
    await directory.abort();
    throw error;
  }
  return bytesWritten;
}
