import { compressLz4 } from './lz4-encode';
import { shuffle2, shuffle4 } from './shuffle';
import { touchRows } from './touch';
import { isZero } from './zero';

const TOUCHED_ROWS: usize = 16;

/** Bytes of the length before each stream. */
const LENGTH: usize = 4;

/**
 * One Blosc block from rows of samples of 1, 2 or 4 bytes. `scratch` has room for the block and 32 bytes behind it, `target` for the block,
 * 4 bytes a stream and 32 more, and 8 bytes before it. Returns the bytes written.
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
  const streams: usize = split ? typeSize : 1;
  const bytes = (rows * rowBytes) / streams;
  // Streams that do not shrink, such as mantissas, lie in their place already if those before do not either.
  const apart = split ? LENGTH : 0;
  gather(source, stride, rows, rowBytes, typeSize, target + LENGTH, apart);
  let out = target;
  for (let stream: usize = 0; stream < streams; stream++) {
    const from = target + LENGTH + stream * (bytes + LENGTH);
    let size = compressLz4(from, bytes, scratch, bytes);
    if (size > 0) memory.copy(out + LENGTH, scratch, size);
    else {
      size = bytes;
      if (out + LENGTH < from) memory.copy(out + LENGTH, from, size);
    }
    store<u32>(out, <u32>size);
    out += LENGTH + size;
  }
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
  gather(source, stride, rows, rowBytes, typeSize, target, 0);
}

/** The rows shuffled, planes `apart` bytes apart; bytes behind the last whole sample of a single row follow unshuffled. */
function gather(
  source: usize,
  stride: usize,
  rows: usize,
  rowBytes: usize,
  typeSize: usize,
  target: usize,
  apart: usize,
): void {
  const columns = rowBytes / typeSize;
  const plane = rows * columns + apart;
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
  const whole = rows * columns * typeSize;
  const rest = rows * rowBytes - whole;
  if (rest > 0) memory.copy(target + whole, last + columns * typeSize, rest);
}
