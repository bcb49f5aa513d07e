import { finished } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import type { Image } from 'image-js';
import { joinBytes } from '../../base/collections.js';
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

/** Some rows of a picture: red, green and blue, one byte each, row by row. */
interface Band {
  readonly width: number;
  /** The first row, counted in the picture. */
  readonly first: number;
  /** The row behind the last. */
  readonly end: number;
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
const maskOpacity = 0.45;

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
  const background = await projection(kernels, slab, frame);
  if (overlays.length === 0) return toPng(kernels, background, 1);
  const masks: (Projection & { readonly color: Rgb })[] = [];
  for (const overlay of overlays) {
    if (overlay.kind !== 'mask') continue;
    masks.push({ ...(await projection(kernels, overlay.plane, frame)), color: overlay.color });
  }
  const rows = (first: number, end: number) => {
    const data = kernels.colorGrey(background.rows(first, end).slice()).slice();
    for (const mask of masks)
      data.set(kernels.blendMask(data, mask.rows(first, end).slice(), mask.color, maskOpacity));
    const band = { width: frame.width, first, end, data };
    for (const overlay of overlays) if (overlay.kind === 'points') drawPoints(band, frame, overlay);
    return data;
  };
  return toPng(kernels, { width: frame.width, height: frame.height, rows }, 3);
}

function drawPoints(band: Band, frame: Frame, { points, color }: PointOverlay): void {
  const radius = Math.max(1.5, (band.width * discDiameter) / 2);
  const rim = Math.max(0.75, radius * rimWidth);
  const [[xx, xy, x0], [yx, yy, y0]] = frame.toPicture;
  for (const { x, y } of points) {
    drawDisc(band, { x: xx * x + xy * y + x0, y: yx * x + yy * y + y0, radius, rim }, color);
  }
}

/** Blends a colour over one pixel; `opacity` from 0 to 1. */
function blend(data: Uint8Array, pixel: number, color: Rgb, opacity: number): void {
  for (let component = 0, at = pixel * 3; component < 3; component++, at++) {
    // Rounded when it is stored as an integer.
    data[at] = data[at]! + (color[component]! - data[at]!) * opacity + 0.5;
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

const white: Rgb = [255, 255, 255];

/** A disc in picture coordinates; 0 is the outer edge of the first pixel. */
interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Width of the white rim outside the radius. */
  readonly rim: number;
}

/** Draws the part of a filled disc with a white rim that lies in a band; edges are antialiased. */
function drawDisc({ width, first, end, data }: Band, disc: Disc, color: Rgb): void {
  const outer = disc.radius + disc.rim;
  const [left, right] = within(disc.x, outer, 0, width);
  const [top, bottom] = within(disc.y, outer, first, end);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const distance = Math.hypot(column + 0.5 - disc.x, row + 0.5 - disc.y);
      const pixel = (row - first) * width + column;
      blend(data, pixel, white, coverage(outer - distance));
      blend(data, pixel, color, coverage(disc.radius - distance));
    }
  }
}

/** Returns the share of a pixel inside an edge whose distance from the pixel's centre is `inside`, in pixels. */
function coverage(inside: number): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

function within(centre: number, radius: number, first: number, end: number): [first: number, last: number] {
  return [
    Math.max(first, Math.floor(centre - radius - 1)),
    Math.min(end - 1, Math.ceil(centre + radius + 1)),
  ];
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
  const rows = (first: number, end: number) => data.subarray(3 * first * frame.width, 3 * end * frame.width);
  return toPng(kernels, { width: frame.width, height: frame.height, rows }, 3);
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
