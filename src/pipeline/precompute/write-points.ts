import { closing } from '../../base/closing.js';
import { labelColors, type Rgb } from '../../neuroglancer/colors.js';
import { type PrecomputedPoint, writePointDirectory } from '../../neuroglancer/write-point-directory.js';
import { gzip } from '../../storage/gzip.js';
import { SpillFile } from '../../storage/spill-file.js';
import type { StagedDirectory } from '../../storage/storage.js';
import { layerKinds, publishedShape } from '../../tree/entities/annotation-shapes.js';
import { type AnnotationFile, objectDiameter } from '../../tree/published-annotation.js';
import type { IngestContext } from '../context.js';
import { ndjsonPoints, type PublishedAnnotation } from '../convert/published-files.js';

/** Diameter in Å of objects whose metadata give none. */
const usualDiameter = 100;
const white: Rgb = [255, 255, 255];

/** True if points are shown with their rotations. */
const areOriented = { points: false, instances: false, oriented: true } as const;

/**
 * Writes the points of an annotation as Neuroglancer precomputed annotations; instances have a colour each. Memory
 * holds a batch of points, a temporary file the rest. Returns the bytes written.
 */
export async function writePoints(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
): Promise<number> {
  const row = publishedShape(file.shape);
  const { points, isByInstance } = layerKinds[row?.layer ?? 'points'];
  const colors = isByInstance ? await instanceColors(annotation, file, context) : null;
  return closing(new SpillFile(context.options.stagingDirectory ?? null, 'records of points'), (spill) =>
    writePointDirectory(
      coloredPoints(file, colors, context),
      {
        isOriented: points !== null && areOriented[points],
        diameter: objectDiameter(annotation) ?? usualDiameter,
        resolution: annotation.voxelSpacing / 10,
        names: [annotation.objectName],
      },
      directory,
      spill,
      gzip,
    ),
  );
}

async function* coloredPoints(
  { path }: AnnotationFile,
  colors: ReadonlyMap<number, Rgb> | null,
  context: IngestContext,
): AsyncGenerator<readonly PrecomputedPoint[]> {
  for await (const points of ndjsonPoints(path, context)) {
    yield points.map((point) =>
      Object.assign(point, { name: 0, color: colors?.get(point.instance ?? 0) ?? white }),
    );
  }
}

/** Returns the colour of every instance; reads the file once more. */
async function instanceColors(
  { objectName }: PublishedAnnotation,
  { path }: AnnotationFile,
  context: IngestContext,
): Promise<ReadonlyMap<number, Rgb>> {
  const instances = new Set<number>();
  for await (const points of ndjsonPoints(path, context)) {
    for (const { instance } of points) instances.add(instance ?? 0);
  }
  const sorted = [...instances].sort((first, second) => first - second);
  return labelColors(objectName, sorted);
}
