/**
 * Decodes an LZ4 block that must fill `length` bytes exactly. Returns false for one that is damaged. Reads and writes
 * stay within the two ranges given.
 */
export function decompressLz4(source: usize, size: usize, target: usize, length: usize): bool {
  const sourceEnd = source + size;
  const targetEnd = target + length;
  let from = source;
  let to = target;
  while (from < sourceEnd) {
    const token = <usize>load<u8>(from++);
    let literals = token >> 4;
    if (literals == 15) {
      let more: usize = 255;
      while (more == 255) {
        if (from >= sourceEnd) return false;
        more = <usize>load<u8>(from++);
        literals += more;
      }
    }
    if (literals > sourceEnd - from || literals > targetEnd - to) return false;
    if (literals <= 16 && sourceEnd - from >= 16 && targetEnd - to >= 16) {
      v128.store(to, v128.load(from));
    } else {
      memory.copy(to, from, literals);
    }
    from += literals;
    to += literals;
    // The last sequence has no match, and only the end of the block makes a sequence the last.
    if (from == sourceEnd) return to == targetEnd;

    if (sourceEnd - from < 2) return false;
    const distance = <usize>load<u16>(from);
    from += 2;
    if (distance == 0 || distance > to - target) return false;
    let matched = token & 15;
    if (matched == 15) {
      let more: usize = 255;
      while (more == 255) {
        if (from >= sourceEnd) return false;
        more = <usize>load<u8>(from++);
        matched += more;
      }
    }
    matched += 4;
    if (matched > targetEnd - to) return false;
    copyMatch(to, distance, matched, targetEnd);
    to += matched;
  }
  return false;
}

/** Copies `length` bytes from `distance` bytes before; the two may overlap, which repeats them. */
@inline function copyMatch(to: usize, distance: usize, length: usize, limit: usize): void {
  const end = to + length;
  let from = to - distance;
  if (distance >= 16 && limit - end >= 16) {
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < end);
  } else if (distance >= 8 && limit - end >= 8) {
    do {
      store<u64>(to, load<u64>(from));
      to += 8;
      from += 8;
    } while (to < end);
  } else if (distance == 1) {
    memory.fill(to, load<u8>(from), length);
  } else {
    while (to < end) store<u8>(to++, load<u8>(from++));
  }
}
