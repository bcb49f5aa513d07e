/** Lengths of buffers around what a frame with blocks of `blockBytes` treats differently. */
export function frameLengths(blockBytes: number): number[] {
  return [
    ...[0, 1, 15, 127, 128, 129, 130, 131, 511, 515, 1000],
    ...[blockBytes - 1, blockBytes, blockBytes + 1, 3 * blockBytes, 3 * blockBytes + 777],
  ];
}
