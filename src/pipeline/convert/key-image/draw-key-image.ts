import { encodeRgbPng } from '../../../formats/picture/index.js';
import { type Canvas, canvasOf } from './canvas.js';
import { compressRows } from './compress-rows.js';
import { drawDisc } from './draw-disc.js';
import { drawMask } from './draw-mask.js';
import { type Frame, type KeyImageName, keyImageFrame } from './frame.js';
import { projectPlane } from './project.js';
import type { GreyPlane, Overlay, PointOverlay } from './scene.js';

/** Diameter of a point's disc by the width of the picture. */
const discDiameter = 0.05;
/** Width of a disc's rim by its radius. */
const rimWidth = 0.14;

/**
 * A key image as PNG: the slab in grey, masks as translucent colours, points as discs. Overlays are drawn at
 * the picture's own size, so that they are sharp however small the tomogram is.
 */
export async function drawKeyImage(
  name: KeyImageName,
  slab: GreyPlane,
  overlays: readonly Overlay[],
): Promise<Uint8Array> {
  const frame = keyImageFrame(name, slab.width, slab.height);
  const canvas = canvasOf(await projectPlane(slab, frame));
  for (const overlay of overlays) {
    if (overlay.kind === 'mask') drawMask(canvas, await projectPlane(overlay.plane, frame), overlay.color);
  }
  for (const overlay of overlays) if (overlay.kind === 'points') drawPoints(canvas, frame, overlay);
  return encodeRgbPng(canvas, compressRows);
}

function drawPoints(canvas: Canvas, frame: Frame, { points, color }: PointOverlay): void {
  const radius = Math.max(1.5, (canvas.width * discDiameter) / 2);
  const rim = Math.max(0.75, radius * rimWidth);
  const [[xx, xy, x0], [yx, yy, y0]] = frame.toPicture;
  for (const { x, y } of points) {
    drawDisc(canvas, { x: xx * x + xy * y + x0, y: yx * x + yy * y + y0, radius, rim }, color);
  }
}
