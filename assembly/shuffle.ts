// Byte shuffle: byte b of sample i goes to plane b, place i.

/** Shuffles `count` samples of 2 bytes into planes that begin `plane` bytes apart. */
export function shuffle2(source: usize, target: usize, plane: usize, count: usize): void {
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(source + (i << 1));
    const b = v128.load(source + (i << 1), 16);
    v128.store(
      target + i,
      i8x16.shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
    );
    v128.store(
      target + plane + i,
      i8x16.shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31),
    );
  }
  for (; i < count; i++) {
    store<u8>(target + i, load<u8>(source + (i << 1)));
    store<u8>(target + plane + i, load<u8>(source + (i << 1), 1));
  }
}

/** Bytes of four samples gathered by their place in the sample. */
@inline function gather4(samples: v128): v128 {
  return i8x16.shuffle(samples, samples, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

/** Shuffles `count` samples of 4 bytes into planes that begin `plane` bytes apart. */
export function shuffle4(source: usize, target: usize, plane: usize, count: usize): void {
  const plane2 = plane << 1;
  const plane3 = plane2 + plane;
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const from = source + (i << 2);
    const to = target + i;
    const a = gather4(v128.load(from));
    const b = gather4(v128.load(from, 16));
    const c = gather4(v128.load(from, 32));
    const d = gather4(v128.load(from, 48));
    const abLow = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
    const abHigh = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
    const cdLow = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const cdHigh = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<u64>(abLow, cdLow, 0, 2));
    v128.store(to + plane, v128.shuffle<u64>(abLow, cdLow, 1, 3));
    v128.store(to + plane2, v128.shuffle<u64>(abHigh, cdHigh, 0, 2));
    v128.store(to + plane3, v128.shuffle<u64>(abHigh, cdHigh, 1, 3));
  }
  for (; i < count; i++) {
    const from = source + (i << 2);
    store<u8>(target + i, load<u8>(from));
    store<u8>(target + plane + i, load<u8>(from, 1));
    store<u8>(target + plane2 + i, load<u8>(from, 2));
    store<u8>(target + plane3 + i, load<u8>(from, 3));
  }
}

/** Undoes the shuffle of `bytes` bytes of samples of `typeSize` bytes; a rest that is no whole sample is copied. */
export function unshuffle(source: usize, target: usize, bytes: usize, typeSize: usize): void {
  const count = bytes / typeSize;
  if (typeSize == 4) unshuffle4(source, target, count);
  else if (typeSize == 2) unshuffle2(source, target, count);
  else {
    for (let b: usize = 0; b < typeSize; b++) {
      for (let i: usize = 0; i < count; i++) {
        store<u8>(target + i * typeSize + b, load<u8>(source + b * count + i));
      }
    }
  }
  const whole = count * typeSize;
  memory.copy(target + whole, source + whole, bytes - whole);
}

function unshuffle2(source: usize, target: usize, count: usize): void {
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(source + i);
    const b = v128.load(source + count + i);
    const low = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(target + (i << 1), low);
    v128.store(target + (i << 1), high, 16);
  }
  for (; i < count; i++) {
    store<u8>(target + (i << 1), load<u8>(source + i));
    store<u8>(target + (i << 1), load<u8>(source + count + i), 1);
  }
}

function unshuffle4(source: usize, target: usize, count: usize): void {
  const plane2 = count << 1;
  const plane3 = plane2 + count;
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const from = source + i;
    const to = target + (i << 2);
    const a = v128.load(from);
    const b = v128.load(from + count);
    const c = v128.load(from + plane2);
    const d = v128.load(from + plane3);
    const abLow = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const abHigh = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cdLow = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cdHigh = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(to, v128.shuffle<u16>(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to, v128.shuffle<u16>(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(to, v128.shuffle<u16>(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(to, v128.shuffle<u16>(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
  for (; i < count; i++) {
    const to = target + (i << 2);
    store<u8>(to, load<u8>(source + i));
    store<u8>(to, load<u8>(source + count + i), 1);
    store<u8>(to, load<u8>(source + plane2 + i), 2);
    store<u8>(to, load<u8>(source + plane3 + i), 3);
  }
}
