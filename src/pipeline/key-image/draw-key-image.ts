import { finished } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import type { Image } from 'image-js';
import { joinBytes } from '../../base/collections.js';
import type { PictureSize } from '../../formats/picture/picture-format.js';
import { decodePicture, type PictureLimits } from '../../formats/picture/picture-formats.js';
import { encodeRgbPng } from '../../formats/picture/png.js';
import type { Rgb } from '../../neuroglancer/colors.js';
import type { GreyPlane, Kernels } from '../../volume/kernels/kernels.js';
import { type Frame, type KeyImageName, keyImageFrame } from '../../volume/key-image.js';
import { type Projection, projection, projectPlane } from '../../volume/project-plane.js';

/** A mask drawn over a slab: 255 where any voxel of the slab is set, else 0. */
interface MaskOverlay {
  readonly kind: 'mask';
  readonly color: Rgb;
  readonly plane: GreyPlane;
}

/** Points drawn over a slab, in voxel coordinates: voxel i spans i to i + 1. */
interface PointOverlay {
  readonly kind: 'points';
  readonly color: Rgb;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Red, green and blue, one byte each, row by row. */
interface PicturePixels extends PictureSize {
  readonly data: Uint8Array;
}

/** An annotation that is drawn over the slab. */
export type Overlay = MaskOverlay | PointOverlay;

/** The content of a tomogram's key images. */
export interface Scene {
  readonly slab: GreyPlane;
  readonly overlays: readonly Overlay[];
}

/** Diameter of a point's disc, relative to the width of the picture. */
const discDiameter = 0.05;
/** Width of a disc's rim, relative to its radius. */
const rimWidth = 0.14;

/**
 * Draws a key image and returns it as PNG: the slab in grey, masks as translucent colours, points as discs. Overlays
 * are drawn at the size of the picture, so that they are sharp however small the tomogram is.
 */
export async function drawKeyImage(
  kernels: Kernels,
  name: KeyImageName,
  { slab, overlays }: Scene,
): Promise<Uint8Array> {
  const frame = keyImageFrame(name, slab.width, slab.height);
  if (overlays.length === 0) return toPng(kernels, await projection(kernels, slab, frame), 1);
  const canvas = canvasOf(await projectPlane(kernels, slab, frame));
  for (const overlay of overlays) {
    if (overlay.kind !== 'mask') continue;
    drawMask(canvas, await projectPlane(kernels, overlay.plane, frame), overlay.color);
  }
  for (const overlay of overlays) if (overlay.kind === 'points') drawPoints(canvas, frame, overlay);
  return toPng(kernels, rowsOf(canvas), 3);
}

function drawPoints(canvas: PicturePixels, frame: Frame, { points, color }: PointOverlay): void {
  const radius = Math.max(1.5, (canvas.width * discDiameter) / 2);
  const rim = Math.max(0.75, radius * rimWidth);
  const [[xx, xy, x0], [yx, yy, y0]] = frame.toPicture;
  for (const { x, y } of points) {
    drawDisc(canvas, { x: xx * x + xy * y + x0, y: yx * x + yy * y + y0, radius, rim }, color);
  }
}

function canvasOf({ width, height, data: grey }: GreyPlane): PicturePixels {
  const data = new Uint8Array(grey.length * 3);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3)
    data[at] = data[at + 1] = data[at + 2] = grey[pixel]!;
  return { width, height, data };
}

/** Returns a component under a colour, rounded when it is stored as an integer; `opacity` from 0 to 1. */
function blended(below: number, above: number, opacity: number): number {
  return below + (above - below) * opacity + 0.5;
}

/** Blends a colour over one pixel. */
function blend({ data }: PicturePixels, pixel: number, color: Rgb, opacity: number): void {
  for (let component = 0, at = pixel * 3; component < 3; component++, at++) {
    data[at] = blended(data[at]!, color[component]!, opacity);
  }
}

const maskOpacity = 0.45;

/** Blends a colour over the pixels that a mask of the same size covers. */
function drawMask({ data }: PicturePixels, mask: GreyPlane, [red, green, blue]: Rgb): void {
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

/**
 * Fast rather than small. A window of 8 KiB makes pictures no larger than one of 32, and takes a quarter of the memory,
 * of which the threads of Node would keep pieces. Each `chunkSize` bytes a thread waits for the next turn of the event loop.
 */
const packing = { level: 1, windowBits: 13, memLevel: 7, chunkSize: 128 * 1024 } as const;

/** Bytes of pixels that are filtered and compressed at a time. */
const bandBytes = 256 * 1024;

/**
 * Returns pixels of one or three bytes as PNG: rows as differences from the pixel before, which are half as large
 * compressed, by zlib in Node's thread pool.
 */
async function toPng(
  kernels: Kernels,
  { width, height, rows }: Projection,
  components: 1 | 3,
): Promise<Uint8Array> {
  const atATime = Math.max(1, Math.floor(bandBytes / (width * components)));
  const band = new Uint8Array(Math.min(atATime, height) * width * components);
  const packer = createDeflate(packing);
  const packed: Uint8Array[] = [];
  packer.on('data', (piece: Uint8Array) => packed.push(piece));
  for (let first = 0; first < height; first += atATime) {
    const end = Math.min(height, first + atATime);
    const pixels = band.subarray(0, (end - first) * width * components);
    pixels.set(rows(first, end));
    const filtered = kernels.subtractRows(pixels, width, components);
    // They stay where they are in the memory of the kernels until they are compressed.
    await new Promise<void>((done) => packer.write(filtered, () => done()));
  }
  await finished(packer.end());
  return encodeRgbPng({ width, height }, joinBytes(packed));
}

function rowsOf({ width, height, data }: PicturePixels): Projection {
  return { width, height, rows: (first, end) => data.subarray(first * width * 3, end * width * 3) };
}

const white: Rgb = [255, 255, 255];

/** A disc in picture coordinates; 0 is the outer edge of the first pixel. */
interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Width of the white rim outside the radius. */
  readonly rim: number;
}

/** Draws a filled disc with a white rim; edges are antialiased. */
function drawDisc(canvas: PicturePixels, disc: Disc, color: Rgb): void {
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

/** Returns the share of a pixel inside an edge whose distance from the pixel's centre is `inside`, in pixels. */
function coverage(inside: number): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

function within(centre: number, radius: number, length: number): [first: number, last: number] {
  return [Math.max(0, Math.floor(centre - radius - 1)), Math.min(length - 1, Math.ceil(centre + radius + 1))];
}

/**
 * Converts an existing picture to a key image: `original` keeps its size; the others are turned to landscape, cropped
 * to 4:3 and resized like a tomogram's. Transparent parts become white. Fails like `decodePicture`.
 */
export async function fitPicture(
  kernels: Kernels,
  name: KeyImageName,
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<Uint8Array> {
  const { width, height, planes } = onWhite((await decodePicture(content, path, limits)).convertBitDepth(8));
  const frame = keyImageFrame(name, width, height);
  const data = new Uint8Array(frame.width * frame.height * 3);
  for (const [component, plane] of planes.entries()) {
    const seen = await projectPlane(kernels, { width, height, data: plane }, frame);
    for (let pixel = 0; pixel < seen.data.length; pixel++)
      data[3 * pixel + component] = seen.data[pixel] ?? 0;
  }
  return toPng(kernels, rowsOf({ width: frame.width, height: frame.height, data }), 3);
}

/** Returns the red, green and blue planes of a picture on a white background. */
function onWhite(picture: Image): { width: number; height: number; planes: readonly Uint8Array[] } {
  const { width, height, components, channels, alpha } = picture;
  const { data } = picture.getRawImage();
  const plane = (component: number) => {
    const values = new Uint8Array(width * height);
    for (let pixel = 0; pixel < values.length; pixel++) {
      const opacity = alpha ? (data[pixel * channels + components] ?? 0) / 255 : 1;
      values[pixel] = Math.round(255 + ((data[pixel * channels + component] ?? 0) - 255) * opacity);
    }
    return values;
  };
  return { width, height, planes: [0, 1, 2].map((color) => plane(Math.min(color, components - 1))) };
}
