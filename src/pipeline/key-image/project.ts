import type { Frame, GreyPlane } from './scene.js';

/** Voxels a pixel from which a plane is averaged first: smoothing a large plane takes seconds and much memory. */
const manyVoxels = 4;

/** What a frame sees of a plane, smoothed before it is made smaller. */
export async function projectPlane(plane: GreyPlane, frame: Frame): Promise<GreyPlane> {
  const { width, height, scale } = frame;
  if (scale === 1 && width === plane.width && height === plane.height) return plane;
  const factor = 1 / scale >= manyVoxels ? Math.floor(0.5 / scale) : 1;
  const seen = factor === 1 ? plane : reducePlane(plane, factor);
  // Planes that are narrower than what is interpolated between have always had a black border.
  const border = Math.min(seen.width, seen.height) < 4 ? 'black' : 'replicate';
  return resample(scale < 1 ? await blur(seen, blurLeft(scale, factor)) : seen, frame, factor, border);
}

async function blur({ width, height, data }: GreyPlane, sigma: number): Promise<GreyPlane> {
  // Loading image-js takes a while, and most commands need no pictures.
  const { Image } = await import('image-js');
  const image = new Image(width, height, { colorModel: 'GREY', bitDepth: 8, data });
  const smooth = image.gaussianBlur({ sigma, borderType: 'replicate' });
  return { width, height, data: Uint8Array.from(smooth.getRawImage().data) };
}

/** Sigma in pixels of the averaged plane: variances add up, and a mean of n pixels has one of (n² − 1) / 12. */
function blurLeft(scale: number, factor: number): number {
  const wanted = (1 / scale - 1) / 2;
  return Math.sqrt(wanted ** 2 - (factor ** 2 - 1) / 12) / factor;
}

/** A plane whose pixels are means of `factor` × `factor` of those of another; at the far edges of what is left there. */
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

/** What lies beyond the edge of a plane: its last voxels again, or black. */
type Border = 'replicate' | 'black';

/**
 * 2⁵²: numbers of this size have no bits for parts of one, so that adding it rounds a grey value as IEEE 754 does, halves to
 * even. As three operations that no condition is in, for it is done for every pixel.
 */
const toWhole = 2 ** 52;

/** Where one coordinate of a plane falls for every column or row of a picture: two neighbours and what each counts. */
interface Places {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly ofFirst: Float64Array;
  readonly ofSecond: Float64Array;
}

/**
 * A plane in the pixels of a frame, between four voxels each, halves rounded to even. Gives byte for byte what
 * `transform` of image-js gives, which asks for every voxel by a call of its own; since frames only move, scale and turn by a
 * right angle, each coordinate depends on the column or on the row alone.
 */
export function resample(plane: GreyPlane, frame: Frame, factor: number, border: Border): GreyPlane {
  const { width, height, toPicture } = frame;
  const source = border === 'black' ? withEdge(plane) : plane;
  const edge = border === 'black' ? 1 : 0;
  const [[xx, xy, xShift], [yx, yy, yShift]] = toPicture.map(([ofX, ofY, shift]) => [
    ofX * factor,
    ofY * factor,
    // Pixels are counted from the centre of the first one, frames from its outer edge.
    ((ofX + ofY) * factor) / 2 + shift - 0.5,
  ]) as [[number, number, number], [number, number, number]];
  const isTurned = xx === 0;
  const ofX = isTurned
    ? places(height, 1 / yx, -yShift / yx, source.width, edge)
    : places(width, 1 / xx, -xShift / xx, source.width, edge);
  const ofY = isTurned
    ? places(width, 1 / xy, -xShift / xy, source.height, edge)
    : places(height, 1 / yy, -yShift / yy, source.height, edge);
  const picture = new Uint8Array(width * height);
  if (isTurned) drawTurned(source, ofX, ofY, picture);
  else drawLying(source, ofX, ofY, picture);
  return { width, height, data: picture };
}

/** Rows of the picture lie along those of the plane: what two rows give is kept while they are the same. */
function drawLying({ data, width: stride }: GreyPlane, ofX: Places, ofY: Places, picture: Uint8Array): void {
  const [width, height] = [ofX.first.length, ofY.first.length];
  const [upper, lower] = [new Float64Array(width), new Float64Array(width)];
  let [above, below] = [-1, -1];
  for (let row = 0; row < height; row++) {
    if (ofY.first[row] !== above || ofY.second[row] !== below) {
      [above, below] = [ofY.first[row]!, ofY.second[row]!];
      for (let column = 0; column < width; column++) {
        upper[column] = between(data, above * stride, ofX, column);
        lower[column] = between(data, below * stride, ofX, column);
      }
    }
    const [ofAbove, ofBelow] = [ofY.ofFirst[row]!, ofY.ofSecond[row]!];
    const start = row * width;
    for (let column = 0; column < width; column++) {
      picture[start + column] = ofAbove * upper[column]! + ofBelow * lower[column]! + toWhole - toWhole;
    }
  }
}

/** Rows of the picture lie along the columns of the plane: every row of the plane gives one value for each. */
function drawTurned({ data, width: stride }: GreyPlane, ofX: Places, ofY: Places, picture: Uint8Array): void {
  const { first, second, ofFirst, ofSecond } = ofY;
  const [width, height] = [first.length, ofX.first.length];
  const values = new Float64Array(data.length / stride);
  for (let row = 0; row < height; row++) {
    for (let line = 0; line < values.length; line++) values[line] = between(data, line * stride, ofX, row);
    const start = row * width;
    for (let column = 0; column < width; column++) {
      picture[start + column] =
        ofFirst[column]! * values[first[column]!]! +
        ofSecond[column]! * values[second[column]!]! +
        toWhole -
        toWhole;
    }
  }
}

/** What a row of voxels gives at one of the places. */
function between(
  data: Uint8Array,
  row: number,
  { first, second, ofFirst, ofSecond }: Places,
  at: number,
): number {
  return ofFirst[at]! * data[row + first[at]!]! + ofSecond[at]! * data[row + second[at]!]!;
}

function places(count: number, scale: number, shift: number, length: number, edge: number): Places {
  const [first, second] = [new Int32Array(count), new Int32Array(count)];
  const [ofFirst, ofSecond] = [new Float64Array(count), new Float64Array(count)];
  const inside = (index: number) => Math.min(Math.max(index + edge, 0), length - 1);
  for (let index = 0; index < count; index++) {
    const at = scale * index + shift;
    const before = Math.floor(at);
    first[index] = inside(before);
    second[index] = inside(before + 1);
    ofFirst[index] = before + 1 - at;
    ofSecond[index] = at - before;
  }
  return { first, second, ofFirst, ofSecond };
}

/** The plane within a black edge of one voxel. */
function withEdge({ width, height, data }: GreyPlane): GreyPlane {
  const wide = new Uint8Array((width + 2) * (height + 2));
  for (let row = 0; row < height; row++) {
    wide.set(data.subarray(row * width, (row + 1) * width), (row + 1) * (width + 2) + 1);
  }
  return { width: width + 2, height: height + 2, data: wide };
}
