import { closing } from '../../base/closing.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { openOptions } from '../../deposition/source-files.js';
import { publishedShape } from '../../tree/entities/annotation-shapes.js';
import type { AnnotationFile } from '../../tree/published-annotation.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { greyPlane, shownSections, slabDepth } from '../../volume/key-image.js';
import { anySetInSections, slabReach, sumSections } from '../../volume/slab.js';
import { openRows } from '../../volume/source/open-volume.js';
import type { IngestContext } from '../context.js';
import {
  ndjsonPoints,
  type PublishedAnnotation,
  publishedAnnotations,
  tomogramPaths,
  volumeKey,
} from '../convert/published-files.js';
import { fingerprints } from '../publish/finished-data.js';
import type { Overlay, Scene } from './draw-key-image.js';

/** Reads a written tomogram's scene: its central sections summed, points and masks of default annotations. */
export function readScene(tomogram: Item, context: IngestContext): Promise<Scene> {
  return context.kernels.use(async (kernels) => {
    const { depth, slab } = await slabOf(kernels, tomogram, context);
    const { sums, width, height } = slab;
    const overlays: Overlay[] = [];
    for (const { annotation, file } of await shownFiles(tomogram, context)) {
      if (isMask(file)) {
        const overlay = await maskOverlay(annotation, file, { width, height }, kernels, context);
        if (overlay !== null) overlays.push(overlay);
        continue;
      }
      const { from, to } = slabReach(depth, slabDepth);
      const points: { x: number; y: number }[] = [];
      for await (const some of ndjsonPoints(file.path, context)) {
        for (const { x, y, z } of some) if (z >= from && z < to) points.push({ x, y });
      }
      overlays.push({ kind: 'points', color: annotation.color, points });
    }
    return { slab: greyPlane(sums, width, height), overlays };
  });
}

/** Returns the sum of the central sections: kept from the conversion, or read from the output. */
async function slabOf(kernels: Kernels, tomogram: Item, context: IngestContext) {
  const paths = tomogramPaths(tomogram, context);
  const kept = context.previews.of(paths.mrc);
  if (kept?.slab != null) return { depth: kept.shape[0], slab: kept.slab };
  const key = await volumeKey(paths, tomogram, context);
  return closing(await openRows(context.output, key, openOptions(context)), async (volume) => {
    const [depth] = volume.header.shape;
    const slab = await sumSections(volume, shownSections(depth), kernels);
    await volume.samples.reader.verify?.();
    return { depth, slab };
  });
}

/** Returns the overlay of a mask, or null with a warning if its size differs from the tomogram's. */
async function maskOverlay(
  { color }: PublishedAnnotation,
  file: AnnotationFile,
  { width, height }: { readonly width: number; readonly height: number },
  kernels: Kernels,
  context: IngestContext,
): Promise<Overlay | null> {
  return closing(await openRows(context.output, file.path, openOptions(context)), async (volume) => {
    const [depth] = volume.header.shape;
    const seen = await anySetInSections(volume, shownSections(depth), kernels);
    await volume.samples.reader.verify?.();
    if (seen.width !== width || seen.height !== height) {
      const sizes = `expected ${width} × ${height} voxels, found ${seen.width} × ${seen.height}`;
      context.warn(`${volume.location}: not drawn in key images: ${sizes}`, null);
      return null;
    }
    return { kind: 'mask', color, plane: { width, height, data: seen.isSet.map((set) => set * 255) } };
  });
}

/** Returns the default files of annotations of the tomogram's spacing and alignment; of masks the MRC. */
async function shownFiles(tomogram: Item, context: IngestContext) {
  const spacing = Number(ancestor(tomogram, 'voxel_spacing')?.name);
  const annotations = await publishedAnnotations(tomogram, context);
  return annotations
    .filter(({ voxelSpacing }) => voxelSpacing === spacing)
    .flatMap((annotation) => {
      const files = annotation.files.filter((file) => file.isDefault);
      const mask = files.find((file) => isMask(file) && file.format === 'mrc') ?? files.find(isMask);
      const points = files.filter(({ format }) => format === 'ndjson');
      return [...(mask === undefined ? [] : [mask]), ...points].map((file) => ({ annotation, file }));
    });
}

/** True if a file is drawn as a mask. */
function isMask({ shape }: AnnotationFile): boolean {
  return publishedShape(shape)?.content.kind === 'mask';
}

/** Returns everything in the output on which the key images of a tomogram depend, by type. */
export async function sceneFacts(tomogram: Item, context: IngestContext) {
  const { mrc, zarr } = tomogramPaths(tomogram, context);
  const shown = await shownFiles(tomogram, context);
  const paths = shown.map(({ file }) => file.path);
  return {
    tomogram: await fingerprints(context.output, [mrc, zarr]),
    annotation: [
      shown.map(({ annotation: { color }, file }) => [color, file]),
      await fingerprints(context.output, paths),
    ],
  };
}
