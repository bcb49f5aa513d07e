import { type ContrastMethod, contrastSections } from '../../../neuroglancer/contrast/index.js';
import type { Sections } from '../../../volume/slab/index.js';
import type { Shape } from '../../../volume/volume.js';

/** Values that the limits of the rendering are made from; of larger volumes every so many are taken. */
const mostValues = 250_000;

/** Which values of a volume the limits of its rendering are made from: every `step`th of whole sections. */
export function renderingSample(
  [depth, height, width]: Shape,
  method: ContrastMethod,
): { readonly sections: Sections; readonly step: number } {
  const sections = contrastSections(depth, method);
  const step = Math.max(1, Math.ceil(((sections.to - sections.from) * height * width) / mostValues));
  return { sections, step };
}
