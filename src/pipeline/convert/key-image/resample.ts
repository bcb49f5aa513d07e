import type { Frame } from './frame.js';
import type { GreyPlane } from './scene.js';

/** What lies beyond the edge of a plane: its last voxels again, or black. */
export type Border = 'replicate' | 'black';

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
  const data = new Uint8Array(width * height);
  const { data: voxels, width: stride } = source;
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      const [x, y] = isTurned ? [row, column] : [column, row];
      const above = ofY.first[y]! * stride;
      const below = ofY.second[y]! * stride;
      const [left, right] = [ofX.first[x]!, ofX.second[x]!];
      const [ofLeft, ofRight] = [ofX.ofFirst[x]!, ofX.ofSecond[x]!];
      const upper = ofLeft * voxels[above + left]! + ofRight * voxels[above + right]!;
      const lower = ofLeft * voxels[below + left]! + ofRight * voxels[below + right]!;
      data[pixel] = halfToEven(ofY.ofFirst[y]! * upper + ofY.ofSecond[y]! * lower);
    }
  }
  return { width, height, data };
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

function halfToEven(value: number): number {
  const whole = Math.trunc(value);
  const rest = value - whole;
  if (rest === 0.5) return whole % 2 === 0 ? whole : whole + 1;
  return rest < 0.5 ? whole : whole + 1;
}
