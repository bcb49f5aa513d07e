import type { GreyPlane, PictureAxis } from '../../../../src/volume/kernels/kernels.js';

/** The picture of a plane, one pixel after the other. */
export function drawnPicture(
  { width: stride, data }: GreyPlane,
  alongX: PictureAxis,
  alongY: PictureAxis,
  isTurned: boolean,
): Uint8Array {
  const [rows, columns] = isTurned ? [alongX, alongY] : [alongY, alongX];
  const [height, width] = [rows.first.length, columns.first.length];
  const picture = new Uint8Array(width * height);
  for (let pixel = 0; pixel < picture.length; pixel++) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const [x, y] = isTurned ? [row, column] : [column, row];
    const along = (line: number) =>
      alongX.firstWeight[x]! * data[line * stride + alongX.first[x]!]! +
      alongX.secondWeight[x]! * data[line * stride + alongX.second[x]!]!;
    const value =
      alongY.firstWeight[y]! * along(alongY.first[y]!) + alongY.secondWeight[y]! * along(alongY.second[y]!);
    picture[pixel] = value + 2 ** 52 - 2 ** 52;
  }
  return picture;
}

/** Rows with filter Sub, one component after the other. */
export function subtractedRows(pixels: Uint8Array, width: number, components: 1 | 3): Uint8Array {
  const rows: number[] = [];
  for (let from = 0; from < pixels.length; from += width * components) {
    rows.push(1);
    for (let at = 0; at < 3 * width; at++) {
      const [own, before] = components === 3 ? [at, at - 3] : [Math.floor(at / 3), Math.floor(at / 3) - 1];
      rows.push(pixels[from + own]! - (before < 0 ? 0 : pixels[from + before]!));
    }
  }
  return Uint8Array.from(rows);
}

/** Pixels with a colour over them, by as much as a mask tells, one component after the other. */
export function blendedPixels(
  pixels: Uint8Array,
  mask: Uint8Array,
  color: readonly number[],
  opacity: number,
): Uint8Array {
  return pixels.map((below, at) => {
    const share = (mask[Math.floor(at / 3)]! / 255) * opacity;
    return below + (color[at % 3]! - below) * share + 0.5;
  });
}
