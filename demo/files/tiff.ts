/** A grey picture of 8 bits a pixel. */
export interface GreyPage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const tagCount = 9;
const directoryBytes = 2 + 12 * tagCount + 4;

/** A little-endian TIFF without compression, one page a frame of the movie. */
export function encodeTiff(pages: readonly GreyPage[]): Uint8Array {
  const total = pages.reduce((sum, { pixels }) => sum + pixels.length + directoryBytes, 8);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  file.set([0x49, 0x49, 42, 0]);
  let link = 4;
  let at = 8;
  for (const { width, height, pixels } of pages) {
    file.set(pixels, at);
    const directory = at + pixels.length;
    view.setUint32(link, directory, true);
    view.setUint16(directory, tagCount, true);
    const tags: [number, number][] = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, at],
      [277, 1],
      [278, height],
      [279, pixels.length],
    ];
    for (const [i, [tag, value]] of tags.entries()) {
      const entry = directory + 2 + 12 * i;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, 4, true);
      view.setUint32(entry + 4, 1, true);
      view.setUint32(entry + 8, value, true);
    }
    link = directory + 2 + 12 * tagCount;
    at = link + 4;
  }
  return file;
}
