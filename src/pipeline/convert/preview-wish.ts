import type { PreviewWish } from '../../volume/engine/index.js';
import { levelCount, levelShape } from '../../volume/level-shape.js';
import type { Shape } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import { shownSections } from './key-image/shown-sections.js';
import { renderingSample } from './viewer-state/rendering-sample.js';

/** Voxels of the largest section whose sums are kept: of a larger tomogram the picture is made from what was written. */
const largestSection = 2 ** 21;

/** What key images and viewer configurations of a tomogram will need of it; absent where none are made. */
export function previewWish(
  shape: Shape,
  { options }: Pick<IngestContext, 'options'>,
): PreviewWish | undefined {
  const { importTypes, contrast } = options;
  const [depth, height, width] = shape;
  const isDrawn = importTypes.has('key_image') && height * width <= largestSection;
  const slab = isDrawn ? shownSections(depth) : null;
  const coarsest = importTypes.has('viz_config')
    ? renderingSample(levelShape(shape, levelCount - 1, 'tomogram'), contrast)
    : null;
  return slab === null && coarsest === null ? undefined : { slab, coarsest };
}
