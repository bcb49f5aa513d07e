import type { GreyPlane, Kernels, PictureAxis } from './kernels/kernels.js';
import type { Frame } from './key-image.js';

/** Voxels per pixel from which a plane is averaged first: smoothing a large plane takes seconds and much memory. */
const manyVoxels = 4;

/** What draws the pixels. */
type PictureKernels = Pick<Kernels, 'interpolate'>;

/** A plane in the pixels of a frame, whose rows are drawn when they are asked for. */
export interface Projection {
  /** Width in pixels. */
  readonly width: number;
  readonly height: number;
  /** Returns the pixels of rows, one byte each. Valid until the kernels are used again. */
  rows(first: number, end: number): Uint8Array;
}

/** Returns a plane in the pixels of a frame. It is smoothed before it is reduced, against aliasing. */
export async function projectPlane(
  kernels: PictureKernels,
  plane: GreyPlane,
  frame: Frame,
): Promise<GreyPlane> {
  const { width, height, rows } = await projection(kernels, plane, frame);
  return { width, height, data: rows(0, height).slice() };
}

/** Returns the rows of `projectPlane`, to be drawn in parts: a picture is larger than most planes. */
export async function projection(
  kernels: PictureKernels,
  plane: GreyPlane,
  frame: Frame,
): Promise<Projection> {
  const { width, height, scale } = frame;
  if (scale === 1 && width === plane.width && height === plane.height) {
    return {
      width,
      height,
      rows: (first, end) => plane.data.subarray(first * width, end * width),
    };
  }
  const factor = 1 / scale >= manyVoxels ? Math.floor(0.5 / scale) : 1;
  const seen = factor === 1 ? plane : reducePlane(plane, factor);
  // image-js gave planes that are narrower than its interpolation kernel a black border; key images stay identical.
  const border = Math.min(seen.width, seen.height) < 4 ? 'black' : 'replicate';
  const source = scale < 1 ? await blur(seen, blurLeft(scale, factor)) : seen;
  return resample(kernels, source, frame, factor, border);
}

async function blur({ width, height, data }: GreyPlane, sigma: number): Promise<GreyPlane> {
  // Loaded on demand: image-js is slow to load, and most commands need no pictures.
  const { Image } = await import('image-js');
  const image = new Image(width, height, { colorModel: 'GREY', bitDepth: 8, data });
  const smooth = image.gaussianBlur({ sigma, borderType: 'replicate' });
  return { width, height, data: Uint8Array.from(smooth.getRawImage().data) };
}

/** Returns the sigma still needed, in averaged pixels: variances add up, and a mean of n pixels has (n² − 1) / 12. */
function blurLeft(scale: number, factor: number): number {
  const wanted = (1 / scale - 1) / 2;
  return Math.sqrt(wanted ** 2 - (factor ** 2 - 1) / 12) / factor;
}

/** Returns a plane whose pixels are the means of `factor` × `factor` pixels, of fewer at the right and lower edges. */
export function reducePlane({ width, height, data }: GreyPlane, factor: number): GreyPlane {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const reduced = new Uint8Array(columns * rows);
  const sums = new Uint32Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    const end = Math.min(height, (row + 1) * factor);
    for (let y = row * factor; y < end; y++) {
      for (let column = 0, x = 0; column < columns; column++) {
        const last = Math.min(width, x + factor);
        let sum = 0;
        for (; x < last; x++) sum += data[y * width + x] ?? 0;
        sums[column] = (sums[column] ?? 0) + sum;
      }
    }
    for (let column = 0; column < columns; column++) {
      const count = (end - row * factor) * (Math.min(width, (column + 1) * factor) - column * factor);
      reduced[row * columns + column] = Math.round((sums[column] ?? 0) / count);
    }
  }
  return { width: columns, height: rows, data: reduced };
}

/** Values beyond the edge of a plane: its last voxels again, or black. */
type Border = 'replicate' | 'black';

/**
 * Draws a plane in the pixels of a frame, interpolated between four voxels, halves rounded to even. The result equals
 * byte for byte that of `transform` of image-js, which makes a call per voxel. Frames only move, scale and turn by a
 * right angle, so each coordinate depends on the column or the row alone.
 */
export function resample(
  kernels: PictureKernels,
  plane: GreyPlane,
  frame: Frame,
  factor: number,
  border: Border,
): Projection {
  const { width, height, toPicture } = frame;
  const source = border === 'black' ? withEdge(plane) : plane;
  const edge = border === 'black' ? 1 : 0;
  const [[xx, xy, xShift], [yx, yy, yShift]] = toPicture.map(([x, y, shift]) => [
    x * factor,
    y * factor,
    // Pixel indices refer to centres, frame coordinates to outer edges.
    ((x + y) * factor) / 2 + shift - 0.5,
  ]) as [[number, number, number], [number, number, number]];
  const isTurned = xx === 0;
  const alongX = isTurned
    ? interpolation(height, 1 / yx, -yShift / yx, source.width, edge)
    : interpolation(width, 1 / xx, -xShift / xx, source.width, edge);
  const alongY = isTurned
    ? interpolation(width, 1 / xy, -xShift / xy, source.height, edge)
    : interpolation(height, 1 / yy, -yShift / yy, source.height, edge);
  return {
    width,
    height,
    rows: (first, end) =>
      isTurned
        ? kernels.interpolate(source, partOf(alongX, first, end), alongY, true)
        : kernels.interpolate(source, alongX, partOf(alongY, first, end), false),
  };
}

function partOf(axis: PictureAxis, start: number, end: number): PictureAxis {
  return {
    first: axis.first.subarray(start, end),
    second: axis.second.subarray(start, end),
    firstWeight: axis.firstWeight.subarray(start, end),
    secondWeight: axis.secondWeight.subarray(start, end),
  };
}

/** Linear interpolation along one coordinate: two neighbours and their weights for every column or row. */
function interpolation(
  count: number,
  scale: number,
  shift: number,
  length: number,
  edge: number,
): PictureAxis {
  const [first, second] = [new Int32Array(count), new Int32Array(count)];
  const [firstWeight, secondWeight] = [new Float64Array(count), new Float64Array(count)];
  const inside = (index: number) => Math.min(Math.max(index + edge, 0), length - 1);
  for (let index = 0; index < count; index++) {
    const at = scale * index + shift;
    const before = Math.floor(at);
    first[index] = inside(before);
    second[index] = inside(before + 1);
    firstWeight[index] = before + 1 - at;
    secondWeight[index] = at - before;
  }
  return { first, second, firstWeight, secondWeight };
}

/** Returns the plane with a black edge of one voxel. */
function withEdge({ width, height, data }: GreyPlane): GreyPlane {
  const wide = new Uint8Array((width + 2) * (height + 2));
  for (let row = 0; row < height; row++) {
    wide.set(data.subarray(row * width, (row + 1) * width), (row + 1) * (width + 2) + 1);
  }
  return { width: width + 2, height: height + 2, data: wide };
}
