import { shapesWithMeshes } from '../../../entities/index.js';
import type { PrecomputedFile } from '../../../neuroglancer/precomputed-file.js';
import type { IngestContext } from '../../context.js';
import type { ImportResult } from '../../importer.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { copiesPath } from '../viewer-state/annotation-layers.js';
import { copiedMeshFiles } from './copied-mesh-files.js';

/** Writes the meshes at oriented points, or takes away those that an earlier configuration had. */
export async function writeCopies(
  described: PublishedAnnotation,
  mesh: string | null,
  context: IngestContext,
): Promise<ImportResult> {
  let bytesWritten = 0;
  const warnings: string[] = [];
  for (const { published, meshInstances } of shapesWithMeshes) {
    const path = copiesPath(described, meshInstances, context);
    const file = described.files.find(({ shape }) => shape === published);
    const files =
      mesh === null || file === undefined ? null : await copiedMeshFiles(described, file, mesh, context);
    if (files !== null) bytesWritten += await writeFiles(path, files, context);
    else if ((await context.output.kind(path)) !== null) await context.output.deleteDirectory(path);
    if (files === null && mesh !== null) {
      warnings.push(`too many oriented points to show ${mesh} at each: left out`);
    }
  }
  return warnings.length === 0 ? { bytesWritten } : { bytesWritten, warnings };
}

async function writeFiles(
  path: string,
  files: readonly PrecomputedFile[],
  context: IngestContext,
): Promise<number> {
  const directory = await context.output.stageDirectory(path);
  try {
    for (const file of files) await directory.put(file.path, file.bytes);
    await directory.commit();
  } catch (error) {
    await directory.abort();
    throw error;
  }
  return files.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
