import { decompressLz4 } from './lz4-decode';
import { unshuffle } from './shuffle';

const HEADER: usize = 16;
const MAX_SPLITS: usize = 16;
const MIN_PLANE: usize = 128;

/**
 * Decodes the blocks of a frame whose header the host has checked: LZ4, `contentBytes` bytes, and a `blockBytes` of
 * at least 1. Those that begin before `keptBytes` go to `target`; the others are only checked, each repeated one once.
 * `scratch` has room for a block. Returns −1, or the number of the first damaged block.
 */
export function decodeFrame(
  frame: usize,
  length: usize,
  typeSize: usize,
  contentBytes: usize,
  keptBytes: usize,
  blockBytes: usize,
  shuffled: bool,
  splittable: bool,
  scratch: usize,
  target: usize,
): i32 {
  const blocks = (contentBytes + blockBytes - 1) / blockBytes;
  const prelude = HEADER + (blocks << 2);
  const unshuffles = shuffled && typeSize > 1;
  const splits = splittable && typeSize <= MAX_SPLITS && blockBytes / typeSize >= MIN_PLANE;
  let checked: usize = 0;
  for (let block: usize = 0; block < blocks; block++) {
    const bytes = min(blockBytes, contentBytes - block * blockBytes);
    const isKept = block * blockBytes < keptBytes;
    const to = target + block * blockBytes;
    const streams = splits && bytes == blockBytes ? typeSize : 1;
    const offset = <usize>load<u32>(frame + HEADER + (block << 2));
    if (offset < prelude || offset > length) return <i32>block;
    if (!isKept && offset == checked && bytes == blockBytes) continue;
    const out = unshuffles || !isKept ? scratch : to;
    if (!decodeStreams(frame + offset, frame + length, out, bytes, streams)) return <i32>block;
    if (!isKept) checked = offset;
    else if (unshuffles) unshuffle(scratch, to, bytes, typeSize);
  }
  return -1;
}

function decodeStreams(from: usize, end: usize, target: usize, bytes: usize, streams: usize): bool {
  const part = bytes / streams;
  if (part * streams != bytes) return false;
  for (let stream: usize = 0; stream < streams; stream++) {
    if (end - from < 4) return false;
    const size = <usize>load<u32>(from);
    from += 4;
    if (size == 0 || size > end - from) return false;
    const to = target + stream * part;
    if (size == part) memory.copy(to, from, part);
    else if (!decompressLz4(from, size, to, part)) return false;
    from += size;
  }
  return true;
}
