import { labelColors, type Rgb } from '../../color/index.js';
import { type PrecomputedPoint, precomputePoints } from '../../neuroglancer/points/index.js';
import type { PrecomputedFile } from '../../neuroglancer/precomputed-file.js';
import type { IngestContext } from '../context.js';
import { ndjsonPoints, type PublishedPoint } from '../ndjson-points.js';
import { type AnnotationFile, objectDiameter, type PublishedAnnotation } from '../published-annotations.js';

/** Å; of objects whose metadata give none. */
const usualDiameter = 100;
const white: Rgb = [255, 255, 255];

/** An annotation's points as a viewer loads them; instances have a colour each. */
export async function pointFiles(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  context: IngestContext,
): Promise<PrecomputedFile[]> {
  const published: PublishedPoint[] = [];
  for await (const point of ndjsonPoints(context.output, file.path)) published.push(point);
  const instances = new Set(published.map(({ instance }) => instance ?? 0));
  const colors = labelColors(
    annotation.objectName,
    [...instances].sort((first, second) => first - second),
  );
  const isInstance = file.shape === 'InstanceSegmentation';
  const points = published.map(
    ({ x, y, z, rotation, instance }): PrecomputedPoint => ({
      x,
      y,
      z,
      ...(rotation === null ? {} : { rotation }),
      name: 0,
      color: isInstance ? (colors.get(instance ?? 0) ?? white) : white,
    }),
  );
  return precomputePoints(points, {
    isOriented: file.shape === 'OrientedPoint',
    diameter: objectDiameter(annotation) ?? usualDiameter,
    resolution: annotation.voxelSpacing / 10,
    names: [annotation.objectName],
  });
}
