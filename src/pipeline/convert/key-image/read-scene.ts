import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import { openOptions } from '../../../sources/open-options.js';
import type { AnnotationFile } from '../../../tree/index.js';
import type { Kernels } from '../../../volume/kernels/index.js';
import { anySetInSections, type Sections, type SummedSlab, sumSections } from '../../../volume/slab/index.js';
import { openRows } from '../../../volume/source/index.js';
import type { IngestContext } from '../../context.js';
import { ndjsonPoints } from '../ndjson-points.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { volumeKey } from '../written-volume.js';
import { greyPlane } from './grey-plane.js';
import type { Overlay, Scene } from './scene.js';
import { isMask, shownFiles } from './shown-files.js';
import { shownReach, shownSections } from './shown-sections.js';

/** The middle of a written tomogram, and what its default annotations have there. */
export function readScene(tomogram: Item, context: IngestContext): Promise<Scene> {
  return context.kernels.use((kernels) => readSceneWith(kernels, tomogram, context));
}

async function readSceneWith(kernels: Kernels, tomogram: Item, context: IngestContext): Promise<Scene> {
  const { depth, slab } = await slabOf(kernels, tomogram, context);
  const { sums, width, height } = slab;
  const overlays: Overlay[] = [];
  for (const { annotation, file } of await shownFiles(tomogram, context)) {
    const overlay = isMask(file)
      ? await maskOverlay(annotation, file, { width, height }, kernels, context)
      : await pointOverlay(annotation, file, shownReach(depth), context);
    if (overlay !== null) overlays.push(overlay);
  }
  return { slab: greyPlane(sums, width, height), overlays };
}

/** As it was kept when the tomogram was converted, or else read from what is written. */
async function slabOf(
  kernels: Kernels,
  tomogram: Item,
  context: IngestContext,
): Promise<{ readonly depth: number; readonly slab: SummedSlab }> {
  const { layout } = context.options;
  const mrc = itemPath(tomogram, 'tomogramMrc', layout);
  const kept = context.previews.of(mrc);
  if (kept?.slab != null) return { depth: kept.shape[0], slab: kept.slab };
  const key = await volumeKey({ mrc, zarr: itemPath(tomogram, 'tomogramZarr', layout) }, tomogram, context);
  const volume = await openRows(context.output, key, openOptions(context));
  try {
    const [depth] = volume.header.shape;
    return { depth, slab: await sumSections(volume, shownSections(depth), kernels) };
  } finally {
    await volume.close();
  }
}

/** A mask of another size than the tomogram cannot be laid over it: it is left out with a warning. */
async function maskOverlay(
  { color }: PublishedAnnotation,
  file: AnnotationFile,
  { width, height }: { readonly width: number; readonly height: number },
  kernels: Kernels,
  context: IngestContext,
): Promise<Overlay | null> {
  const volume = await openRows(context.output, file.path, openOptions(context));
  try {
    const [depth] = volume.header.shape;
    const seen = await anySetInSections(volume, shownSections(depth), kernels);
    if (seen.width !== width || seen.height !== height) {
      context.warn(
        `${volume.location}: not drawn in key images: expected ${width} × ${height} voxels, found ${seen.width} × ${seen.height}`,
        null,
      );
      return null;
    }
    return { kind: 'mask', color, plane: { width, height, data: seen.isSet.map((set) => set * 255) } };
  } finally {
    await volume.close();
  }
}

async function pointOverlay(
  { color }: PublishedAnnotation,
  file: AnnotationFile,
  { from, to }: Sections,
  context: IngestContext,
): Promise<Overlay> {
  const points: { x: number; y: number }[] = [];
  for await (const some of ndjsonPoints(file.path, context)) {
    for (const { x, y, z } of some) if (z >= from && z < to) points.push({ x, y });
  }
  return { kind: 'points', color, points };
}
