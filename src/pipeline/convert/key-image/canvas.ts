import type { Rgb } from '../../../neuroglancer/color/index.js';
import type { GreyPlane } from './scene.js';

/** A picture in the making: RGB, one byte a component, row by row. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A grey plane as a picture to draw on. */
export function canvasOf({ width, height, data: grey }: GreyPlane): Canvas {
  const data = new Uint8Array(grey.length * 3);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3) {
    const value = grey[pixel] ?? 0;
    data[at] = value;
    data[at + 1] = value;
    data[at + 2] = value;
  }
  return { width, height, data };
}

/** Lays a colour over one pixel; `opacity` 0…1. */
export function blend({ data }: Canvas, pixel: number, color: Rgb, opacity: number): void {
  for (let component = 0; component < 3; component++) {
    const at = pixel * 3 + component;
    const below = data[at] ?? 0;
    data[at] = blended(below, color[component] ?? 0, opacity);
  }
}

/** A component of a colour over what is below it. */
export function blended(below: number, over: number, opacity: number): number {
  return Math.round(below + (over - below) * opacity);
}
