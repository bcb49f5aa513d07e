const compressedFrame = 65002;
const tagCount = 5;
const directoryBytes = 8 + 20 * tagCount + 8;

/** A file shaped as an electron-event recording: a BigTIFF with one compressed page a frame. */
export function encodeEer(width: number, height: number, frames: readonly Uint8Array[]): Uint8Array {
  const total = frames.reduce((sum, frame) => sum + frame.length + directoryBytes, 16);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  const long = (offset: number, value: number) => view.setBigUint64(offset, BigInt(value), true);
  file.set([0x49, 0x49, 43, 0, 8, 0, 0, 0]);
  let link = 8;
  let at = 16;
  for (const frame of frames) {
    file.set(frame, at);
    const directory = at + frame.length;
    long(link, directory);
    long(directory, tagCount);
    const tags: [number, number][] = [
      [256, width],
      [257, height],
      [259, compressedFrame],
      [273, at],
      [279, frame.length],
    ];
    for (const [i, [tag, value]] of tags.entries()) {
      const entry = directory + 8 + 20 * i;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, 16, true);
      long(entry + 4, 1);
      long(entry + 12, value);
    }
    link = directory + 8 + 20 * tagCount;
    at = link + 8;
  }
  return file;
}
