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
  const path = copiesPath(described, context);
  const file = described.files.find(({ shape }) => shape === 'OrientedPoint');
  const files =
    mesh === null || file === undefined ? null : await copiedMeshFiles(described, file, mesh, context);
  if (files !== null) return { bytesWritten: await writeFiles(path, files, context) };
  if ((await context.output.kind(path)) !== null) await context.output.deleteDirectory(path);
  return mesh === null
    ? { bytesWritten: 0 }
    : { bytesWritten: 0, warnings: [`too many oriented points to show ${mesh} at each: left out`] };
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
