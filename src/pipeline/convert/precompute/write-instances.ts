import { shapesWithMeshes } from '../../../entities/index.js';
import { writeMeshes } from '../../../neuroglancer/mesh/index.js';
import { gzip } from '../../../storage/index.js';
import type { IngestContext } from '../../context.js';
import type { ImportResult } from '../../import-result.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { instancesPath } from '../viewer-state/annotation-layers.js';
import { placedLevels } from './mesh-instances.js';
import { stageFiles } from './stage-files.js';

/** Writes the meshes at oriented points, or takes away those that an earlier configuration had. */
export async function writeInstances(
  described: PublishedAnnotation,
  mesh: string | null,
  context: IngestContext,
): Promise<ImportResult> {
  let bytesWritten = 0;
  const warnings: string[] = [];
  for (const { published, meshInstances } of shapesWithMeshes) {
    const path = instancesPath(described, meshInstances, context);
    const file = described.files.find(({ shape }) => shape === published);
    const levels =
      mesh === null || file === undefined ? null : await placedLevels(described, file, mesh, context);
    if (levels !== null) {
      const names = new Map([[1, described.objectName]]);
      bytesWritten += await stageFiles(path, context, (directory) =>
        writeMeshes(new Map([[1, levels]]), names, directory, gzip),
      );
      continue;
    }
    if ((await context.output.kind(path)) !== null) await context.output.deleteDirectory(path);
    if (mesh !== null) warnings.push(`too many oriented points to show ${mesh} at each: left out`);
  }
  return warnings.length === 0 ? { bytesWritten } : { bytesWritten, warnings };
}
