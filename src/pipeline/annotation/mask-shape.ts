import { IngestError } from '../../errors/index.js';
import { isJsonObject, toNumber } from '../../json/index.js';
import type { Shape } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import { ancestor, describeItem } from '../item.js';
import { storageOf } from '../source-files.js';
import { alignmentDimension } from '../volume-dimension.js';
import type { AnnotationPart } from './annotation-part.js';

/**
 * The shape that a mask is to have: its own, or with `rescale` that of the alignment's volume. Fails with an
 * IngestError when there is nothing to rescale to, or when a mask without `rescale` fits neither the alignment's
 * volume nor a tomogram of its voxel spacing.
 */
export async function maskShape(part: AnnotationPart, own: Shape, context: IngestContext): Promise<Shape> {
  const aligned = await alignedShape(part, context);
  if (part.finder.options.rescale === true) {
    if (aligned !== null) return aligned;
    throw misfit(
      part,
      'the mask cannot be rescaled',
      'a volume_dimension of the alignment, or a tomogram',
      'none',
      context,
    );
  }
  const fitting = [...(aligned === null ? [] : [aligned]), ...(await tomogramShapes(part, context))];
  if (fitting.length === 0 || fitting.some((shape) => isSame(shape, own))) return own;
  const expected = [...new Set(fitting.map(describe))].join(' or ');
  throw misfit(part, 'the mask fits no tomogram', `${expected} voxels (x, y, z)`, describe(own), context);
}

/** Shape of the alignment's volume at the annotation's voxel spacing; null where its extent is not known. */
async function alignedShape({ item }: AnnotationPart, context: IngestContext): Promise<Shape | null> {
  const run = ancestor(item, 'run');
  const [alignment] = run === null ? [] : await context.find('alignment', run);
  const dimension = alignment === undefined ? null : await alignmentDimension(alignment, context);
  if (!isJsonObject(dimension)) return null;
  const spacing = Number(ancestor(item, 'voxel_spacing')?.name);
  const counts = [dimension.z, dimension.y, dimension.x].map((extent) =>
    Math.round((toNumber(extent) ?? 0) / spacing),
  );
  return counts.every((count) => count > 0) ? (counts as unknown as Shape) : null;
}

async function tomogramShapes({ item }: AnnotationPart, context: IngestContext): Promise<Shape[]> {
  const spacing = ancestor(item, 'voxel_spacing');
  const shapes: Shape[] = [];
  for (const tomogram of spacing === null ? [] : await context.find('tomogram', spacing)) {
    try {
      shapes.push((await context.volumeHeader(tomogram)).shape);
    } catch {
      // A tomogram that cannot be read is a failure of its own.
    }
  }
  return shapes;
}

export function isSame(a: Shape, b: Shape): boolean {
  return a.every((count, axis) => count === b[axis]);
}

function describe([z, y, x]: Shape): string {
  return `${x} × ${y} × ${z}`;
}

function misfit(
  part: AnnotationPart,
  message: string,
  expected: string,
  found: string,
  context: IngestContext,
): IngestError {
  return new IngestError(message, {
    path: storageOf(part.item, context).location(part.key),
    entity: describeItem(part.item),
    expected,
    found,
    hint: 'rescale: true brings a mask to the size of the alignment’s volume',
  });
}
