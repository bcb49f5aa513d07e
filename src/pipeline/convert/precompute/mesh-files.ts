import { readMesh } from '../../../formats/mesh/index.js';
import { precomputeMeshes } from '../../../neuroglancer/mesh/index.js';
import type { PrecomputedFile } from '../../../neuroglancer/precomputed-file.js';
import type { AnnotationFile } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { pauseBetween } from './pause-between.js';

/** Bytes of the largest GLB that is read. */
const meshLimit = 1024 * 1024 * 1024;

/** An annotation's GLB mesh as a viewer loads it, in levels of detail. */
export async function meshFiles(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  context: IngestContext,
): Promise<PrecomputedFile[]> {
  const { output } = context;
  const bytes = await output.get(file.path, meshLimit);
  const { vertices, faces } = await readMesh(bytes, output.location(file.path), { format: 'glb' });
  return precomputeMeshes(
    new Map([[1, { positions: vertices, triangles: faces }]]),
    new Map([[1, annotation.objectName]]),
    pauseBetween(context),
  );
}
