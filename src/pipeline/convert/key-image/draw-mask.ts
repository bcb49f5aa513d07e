import type { Rgb } from '../../../neuroglancer/color/index.js';
import { blended, type Canvas } from './canvas.js';
import type { GreyPlane } from './scene.js';

const maskOpacity = 0.45;

/** Lays a colour over a picture where a mask of its size covers it. */
export function drawMask({ data }: Canvas, mask: GreyPlane, [red, green, blue]: Rgb): void {
  const opacities = Float64Array.from({ length: 256 }, (_, value) => (value / 255) * maskOpacity);
  for (let pixel = 0, at = 0; pixel < mask.data.length; pixel++, at += 3) {
    const value = mask.data[pixel]!;
    if (value === 0) continue;
    const opacity = opacities[value]!;
    data[at] = blended(data[at]!, red, opacity);
    data[at + 1] = blended(data[at + 1]!, green, opacity);
    data[at + 2] = blended(data[at + 2]!, blue, opacity);
  }
}
