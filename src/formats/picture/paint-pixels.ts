/** Colour of what is not a number. */
const notANumber: readonly [number, number, number] = [255, 0, 255];

/** Columns and rows of a picture. */
interface Grid {
  readonly width: number;
  readonly height: number;
}

/** Values row by row as a PNG of so many columns and rows, each in the colour that it stands for; magenta where it is not a number. */
export async function paintPixels(
  values: Float64Array,
  { width, height }: Grid,
  colorOf: (value: number) => readonly [number, number, number],
): Promise<Uint8Array> {
  const { encodePng, Image } = await import('image-js');
  const data = new Uint8Array(width * height * 3);
  for (const [pixel, value] of values.entries()) {
    data.set(Number.isNaN(value) ? notANumber : colorOf(value), 3 * pixel);
  }
  return encodePng(new Image(width, height, { data, colorModel: 'RGB' }));
}
