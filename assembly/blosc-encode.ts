import { compressLz4 } from './lz4-encode';
import { shuffle2, shuffle4 } from './shuffle';
import { touchRows } from './touch';
import { isZero } from './zero';

const TOUCHED_ROWS: usize = 16;

/**
 * One Blosc block from rows of samples of 1, 2 or 4 bytes. `scratch` has room for the block and 32 bytes behind and 8 before it, `target` for
 * the block, 4 bytes a stream and 32 more. Returns the bytes written.
 */
export function encodeBlock(
  source: usize,
  stride: usize,
  rows: usize,
  rowBytes: usize,
  typeSize: usize,
  scratch: usize,
  target: usize,
  split: bool,
): usize {
  const bytes = rows * rowBytes;
  gather(source, stride, rows, rowBytes, typeSize, scratch);
  if (!split) return encodeStream(scratch, bytes, target);
  const plane = bytes / typeSize;
  let out = target;
  for (let b: usize = 0; b < typeSize; b++) out += encodeStream(scratch + b * plane, plane, out);
  return out - target;
}

/** `gather`, for hosts that compress the shuffled rows themselves. */
export function shuffleRows(
  source: usize,
  stride: usize,
  rows: usize,
  rowBytes: usize,
  typeSize: usize,
  target: usize,
): void {
  gather(source, stride, rows, rowBytes, typeSize, target);
}

/** The rows shuffled without gaps; bytes behind the last whole sample of a single row follow unshuffled. */
function gather(
  source: usize,
  stride: usize,
  rows: usize,
  rowBytes: usize,
  typeSize: usize,
  target: usize,
): void {
  const columns = rowBytes / typeSize;
  const plane = rows * columns;
  const last = source + (rows - 1) * stride;
  // Behind a small volume a block is padding only, which need not be shuffled.
  let used = rows;
  while (used > 0 && isZero(source + (used - 1) * stride, rowBytes)) used--;
  for (let b: usize = 0; used < rows && b < typeSize; b++) {
    memory.fill(target + b * plane + used * columns, 0, (rows - used) * columns);
  }
  for (let row: usize = 0; row < used; row++) {
    if (row % TOUCHED_ROWS == 0) touchRows(source, stride, min(used - row, TOUCHED_ROWS), rowBytes);
    const to = target + row * columns;
    if (typeSize == 4) shuffle4(source, to, plane, columns);
    else if (typeSize == 2) shuffle2(source, to, plane, columns);
    else memory.copy(to, source, rowBytes);
    source += stride;
  }
  const whole = plane * typeSize;
  const rest = rows * rowBytes - whole;
  if (rest > 0) memory.copy(target + whole, last + columns * typeSize, rest);
}

/** Length and LZ4 block, or the bytes as they are when they do not shrink. */
function encodeStream(source: usize, bytes: usize, target: usize): usize {
  let size = compressLz4(source, bytes, target + 4, bytes);
  if (size == 0) {
    memory.copy(target + 4, source, bytes);
    size = bytes;
  }
  store<u32>(target, <u32>size);
  return 4 + size;
}
