import { readMesh } from '../../../formats/mesh/index.js';
import { levelsOfDetail, writeMeshes } from '../../../neuroglancer/mesh/index.js';
import { gzip, type StagedDirectory } from '../../../storage/index.js';
import type { AnnotationFile } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { pauseBetween } from './pause-between.js';

/** Bytes of the largest GLB that is read. */
const meshLimit = 1024 * 1024 * 1024;

/** Writes an annotation's GLB mesh as a viewer loads it, in levels of detail. Returns the bytes written. */
export async function writeMesh(
  { objectName }: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
): Promise<number> {
  const { output } = context;
  const bytes = await output.get(file.path, meshLimit);
  const { vertices, faces } = await readMesh(bytes, output.location(file.path), { format: 'glb' });
  const pause = pauseBetween(context);
  const levels = await levelsOfDetail({ positions: vertices, triangles: faces }, pause);
  return writeMeshes(new Map([[1, levels]]), new Map([[1, objectName]]), directory, gzip, pause);
}
