/** 2⁵²: float64 of this size have no fraction bits, so adding it rounds a grey value, halves to even, into the low bits. */
const WHOLE: f64 = 4503599627370496;

/**
 * A picture's axis of `count` pixels in memory: `count` float64 weights of the voxel before a pixel, as many of the one
 * behind it, and the uint32 indices of both.
 */
@inline function before(axis: usize, count: usize, at: usize): usize {
  return <usize>load<u32>(axis + (count << 4) + (at << 2));
}

@inline function behind(axis: usize, count: usize, at: usize): usize {
  return <usize>load<u32>(axis + (count << 4) + ((count + at) << 2));
}

/** A value between two voxels of a row. */
@inline function between(row: usize, axis: usize, count: usize, at: usize): f64 {
  return (
    load<f64>(axis + (at << 3)) * <f64>load<u8>(row + before(axis, count, at)) +
    load<f64>(axis + ((count + at) << 3)) * <f64>load<u8>(row + behind(axis, count, at))
  );
}

/** A picture with rows parallel to the plane's. `values`: free for 2 × `width` float64. */
export function drawLying(
  plane: usize,
  stride: usize,
  alongX: usize,
  width: usize,
  alongY: usize,
  height: usize,
  values: usize,
  target: usize,
): void {
  const lower = values + (width << 3);
  let above: usize = usize.MAX_VALUE;
  let below: usize = usize.MAX_VALUE;
  for (let row: usize = 0; row < height; row++, target += width) {
    // The values of two rows of voxels are used again while they stay the same.
    if (before(alongY, height, row) != above || behind(alongY, height, row) != below) {
      above = before(alongY, height, row);
      below = behind(alongY, height, row);
      for (let column: usize = 0; column < width; column++) {
        store<f64>(values + (column << 3), between(plane + above * stride, alongX, width, column));
        store<f64>(lower + (column << 3), between(plane + below * stride, alongX, width, column));
      }
    }
    const weights = alongY + (row << 3);
    mix(values, lower, load<f64>(weights), load<f64>(weights + (height << 3)), target, width);
  }
}

/**
 * A picture with rows along the columns of the plane: each of its `lines` rows gives one value to every row of the
 * picture. `values`: free for `lines` float64 and `width` uint32.
 */
export function drawTurned(
  plane: usize,
  stride: usize,
  lines: usize,
  alongX: usize,
  height: usize,
  alongY: usize,
  width: usize,
  values: usize,
  target: usize,
): void {
  const ends = values + (lines << 3);
  storeEnds(alongY, width, ends);
  for (let row: usize = 0; row < height; row++, target += width) {
    for (let line: usize = 0; line < lines; line++) {
      store<f64>(values + (line << 3), between(plane + line * stride, alongX, height, row));
    }
    for (let from: usize = 0; from < width; ) {
      const first = before(alongY, width, from);
      const second = behind(alongY, width, from);
      const end = <usize>load<u32>(ends + (from << 2));
      const weights = alongY + (from << 3);
      const left = load<f64>(values + (first << 3));
      const right = load<f64>(values + (second << 3));
      mix(weights, weights + (width << 3), left, right, target + from, end - from);
      from = end;
    }
  }
}

/** Writes for the first pixel of each part of an axis that lies between the same two voxels where the part ends. */
function storeEnds(axis: usize, count: usize, ends: usize): void {
  let from: usize = 0;
  for (let at: usize = 1; at <= count; at++) {
    const isSame =
      at < count &&
      before(axis, count, at) == before(axis, count, from) &&
      behind(axis, count, at) == behind(axis, count, from);
    if (isSame) continue;
    store<u32>(ends + (from << 2), <u32>at);
    from = at;
  }
}

/** Writes x of each value of `a` and y of each of `b`, float64, together as a byte. */
function mix(a: usize, b: usize, x: f64, y: f64, target: usize, count: usize): void {
  let at: usize = 0;
  if (count >= 16) {
    const xs = f64x2.splat(x);
    const ys = f64x2.splat(y);
    for (; at + 16 <= count; at += 16) mixSixteen(a + (at << 3), b + (at << 3), xs, ys, target + at);
    if (at == count) return;
    // The last sixteen overlap with those before.
    at = count - 16;
    mixSixteen(a + (at << 3), b + (at << 3), xs, ys, target + at);
    return;
  }
  for (; at < count; at++) {
    const value = load<f64>(a + (at << 3)) * x + load<f64>(b + (at << 3)) * y + WHOLE;
    store<u8>(target + at, <u8>reinterpret<u64>(value));
  }
}

@inline function mixSixteen(a: usize, b: usize, x: v128, y: v128, target: usize): void {
  const first = i16x8.narrow_i32x4_u(mixFour(a, b, x, y), mixFour(a + 32, b + 32, x, y));
  const second = i16x8.narrow_i32x4_u(mixFour(a + 64, b + 64, x, y), mixFour(a + 96, b + 96, x, y));
  v128.store(target, i8x16.narrow_i16x8_u(first, second));
}

@inline function mixFour(a: usize, b: usize, x: v128, y: v128): v128 {
  return v128.shuffle<i32>(mixTwo(a, b, x, y), mixTwo(a + 16, b + 16, x, y), 0, 2, 4, 6);
}

@inline function mixTwo(a: usize, b: usize, x: v128, y: v128): v128 {
  const sum = f64x2.add(f64x2.mul(v128.load(a), x), f64x2.mul(v128.load(b), y));
  return f64x2.add(sum, f64x2.splat(WHOLE));
}

/** Red, green and blue of grey pixels. */
export function colorGrey(pixels: usize, count: usize, target: usize): void {
  let at: usize = 0;
  for (; at + 16 <= count; at += 16) storeSixteen(target + 3 * at, v128.load(pixels + at));
  for (; at < count; at++) storeGrey(target + 3 * at, load<u8>(pixels + at));
}

/**
 * Blends a colour over red, green and blue of pixels, as much as a mask's bytes tell: at 255 with all of `opacity`.
 * `opacities`: free for 256 float64.
 */
export function blendMask(
  pixels: usize,
  mask: usize,
  count: usize,
  red: f64,
  green: f64,
  blue: f64,
  opacity: f64,
  opacities: usize,
): void {
  for (let value: usize = 0; value < 256; value++) {
    store<f64>(opacities + (value << 3), (<f64>value / 255) * opacity);
  }
  for (let at: usize = 0; at < count; at++, pixels += 3) {
    const value = <usize>load<u8>(mask + at);
    if (value == 0) continue;
    const share = load<f64>(opacities + (value << 3));
    blend(pixels, red, share);
    blend(pixels + 1, green, share);
    blend(pixels + 2, blue, share);
  }
}

@inline function blend(at: usize, above: f64, share: f64): void {
  const below = <f64>load<u8>(at);
  store<u8>(at, <u8>(<i32>(below + (above - below) * share + 0.5)));
}

/**
 * Rows of an RGB PNG with filter Sub (W3C Portable Network Graphics, section 9): the number of the filter, and each
 * component less that of the pixel before. `components`: 3, or 1 for a grey value that becomes all three.
 */
export function subtractRows(pixels: usize, rows: usize, width: usize, components: usize, target: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    store<u8>(target++, 1);
    if (components == 1) subtractGrey(pixels, width, target);
    else subtractColors(pixels, 3 * width, target);
    pixels += components * width;
    target += 3 * width;
  }
}

function subtractGrey(pixels: usize, width: usize, target: usize): void {
  storeGrey(target, load<u8>(pixels));
  let at: usize = 1;
  for (; at + 16 <= width; at += 16) {
    const grey = i8x16.sub(v128.load(pixels + at), v128.load(pixels + at - 1));
    storeSixteen(target + 3 * at, grey);
  }
  for (; at < width; at++) storeGrey(target + 3 * at, load<u8>(pixels + at) - load<u8>(pixels + at - 1));
}

@inline function storeSixteen(target: usize, grey: v128): void {
  v128.store(target, v128.shuffle<i8>(grey, grey, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
  v128.store(target, v128.shuffle<i8>(grey, grey, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10), 16);
  v128.store(target, v128.shuffle<i8>(grey, grey, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15), 32);
}

@inline function storeGrey(target: usize, grey: u8): void {
  store<u8>(target, grey);
  store<u8>(target, grey, 1);
  store<u8>(target, grey, 2);
}

function subtractColors(pixels: usize, bytes: usize, target: usize): void {
  let at: usize = min<usize>(3, bytes);
  memory.copy(target, pixels, at);
  for (; at + 16 <= bytes; at += 16) {
    v128.store(target + at, i8x16.sub(v128.load(pixels + at), v128.load(pixels + at - 3)));
  }
  for (; at < bytes; at++) store<u8>(target + at, load<u8>(pixels + at) - load<u8>(pixels + at - 3));
}
