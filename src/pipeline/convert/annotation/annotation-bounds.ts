import { ifReadable } from '../../../errors/index.js';
import type { Shape } from '../../../volume/volume.js';
import type { IngestContext } from '../../context.js';
import type { AnnotationInput } from './annotation-file.js';
import { alignedExtent, tomogramShapes } from './mask-shape.js';

/**
 * The volume that an annotation lies in, in voxels: all of the tomograms of its voxel spacing together, else that of the
 * alignment; null where neither is known.
 */
export async function annotationBounds(
  input: AnnotationInput,
  context: IngestContext,
): Promise<Shape | null> {
  const shapes = await tomogramShapes(input, context);
  if (shapes.length > 0) return shapes.reduce(largest);
  // A tomogram that cannot be read is a failure of its own.
  const extent = await ifReadable(() => alignedExtent(input, context));
  return extent === null ? null : [Math.ceil(extent[0]), Math.ceil(extent[1]), Math.ceil(extent[2])];
}

function largest(a: Shape, b: Shape): Shape {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])];
}
