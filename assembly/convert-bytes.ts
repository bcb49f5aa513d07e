// Samples of one byte and less to float32. Tails shorter than a vector go sample by sample.

/** Sixteen int8 lanes as float32. */
@inline function storeSigned(target: usize, bytes: v128): void {
  const low = i16x8.extend_low_i8x16_s(bytes);
  const high = i16x8.extend_high_i8x16_s(bytes);
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)));
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), 16);
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), 32);
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), 48);
}

/** Sixteen uint8 lanes as float32. */
@inline function storeUnsigned(target: usize, bytes: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), 16);
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), 32);
  v128.store(target, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), 48);
}

/** int8 samples; with `flip` 0x80 unsigned bytes less 128, for u − 128 has the bits of u but the highest turned. */
export function convertInt8(source: usize, target: usize, count: usize, flip: u8): void {
  const flips = i8x16.splat(flip);
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) storeSigned(target + (i << 2), v128.xor(v128.load(source + i), flips));
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>(<i8>(load<u8>(source + i) ^ flip)));
}

export function convertUint8(source: usize, target: usize, count: usize): void {
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) storeUnsigned(target + (i << 2), v128.load(source + i));
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>load<u8>(source + i));
}

/** Two samples a byte, the low nibble first; an odd count leaves the last high nibble alone. */
export function convertPacked4(source: usize, target: usize, count: usize): void {
  const nibble = i8x16.splat(15);
  let i: usize = 0;
  for (; i + 32 <= count; i += 32) {
    const bytes = v128.load(source + (i >> 1));
    const low = v128.and(bytes, nibble);
    const high = i8x16.shr_u(bytes, 4);
    storeUnsigned(
      target + (i << 2),
      i8x16.shuffle(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
    );
    storeUnsigned(
      target + (i << 2) + 64,
      i8x16.shuffle(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
    );
  }
  for (; i < count; i++) {
    const byte = load<u8>(source + (i >> 1));
    store<f32>(target + (i << 2), <f32>(i & 1 ? byte >> 4 : byte & 15));
  }
}
