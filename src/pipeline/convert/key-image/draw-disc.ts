import type { Rgb } from '../../../neuroglancer/color/index.js';
import { blend, type Canvas } from './canvas.js';

const white: Rgb = [255, 255, 255];

/** A disc in picture coordinates, where 0 is the outer edge of the first pixel. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Width of the white rim outside the radius. */
  readonly rim: number;
}

/** Draws a filled disc with a white rim; edges are smoothed over one pixel. */
export function drawDisc(canvas: Canvas, disc: Disc, color: Rgb): void {
  const outer = disc.radius + disc.rim;
  const [left, right] = within(disc.x, outer, canvas.width);
  const [top, bottom] = within(disc.y, outer, canvas.height);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const distance = Math.hypot(column + 0.5 - disc.x, row + 0.5 - disc.y);
      const pixel = row * canvas.width + column;
      blend(canvas, pixel, white, coverage(outer - distance));
      blend(canvas, pixel, color, coverage(disc.radius - distance));
    }
  }
}

/** Share of a pixel that lies inside an edge `inside` pixels away from its centre. */
function coverage(inside: number): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

function within(centre: number, radius: number, length: number): [first: number, last: number] {
  return [Math.max(0, Math.floor(centre - radius - 1)), Math.min(length - 1, Math.ceil(centre + radius + 1))];
}
