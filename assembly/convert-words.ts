import { load16, load32, load64, order16, order32, order64 } from './byte-order';

// Samples of two, four and eight bytes to float32. Tails shorter than a vector go sample by sample.

export function convertInt16(source: usize, target: usize, count: usize, swap: bool): void {
  const order = order16(swap);
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const words = i8x16.swizzle(v128.load(source + (i << 1)), order);
    v128.store(target + (i << 2), f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words)));
    v128.store(target + (i << 2), f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(words)), 16);
  }
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>(<i16>load16(source + (i << 1), swap)));
}

export function convertUint16(source: usize, target: usize, count: usize, swap: bool): void {
  const order = order16(swap);
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const words = i8x16.swizzle(v128.load(source + (i << 1)), order);
    v128.store(target + (i << 2), f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)));
    v128.store(target + (i << 2), f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), 16);
  }
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>load16(source + (i << 1), swap));
}

/**
 * Four half-precision numbers in 32-bit lanes as float32. Exponent and mantissa moved into place make a float32 that is
 * 2^112 too small, subnormal numbers included; the largest exponent stands for infinity and NaN and is set apart.
 */
@inline function widenHalf(half: v128): v128 {
  const magnitude = v128.and(half, i32x4.splat(0x7fff));
  const scaled = f32x4.mul(i32x4.shl(magnitude, 13), f32x4.splat(reinterpret<f32>(0x77800000)));
  const special = v128.and(i32x4.gt_s(magnitude, i32x4.splat(0x7bff)), i32x4.splat(0x7f800000));
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(scaled, special), sign);
}

export function convertFloat16(source: usize, target: usize, count: usize, swap: bool): void {
  const order = order16(swap);
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const words = i8x16.swizzle(v128.load(source + (i << 1)), order);
    v128.store(target + (i << 2), widenHalf(i32x4.extend_low_i16x8_u(words)));
    v128.store(target + (i << 2), widenHalf(i32x4.extend_high_i16x8_u(words)), 16);
  }
  for (; i < count; i++) {
    const lanes = widenHalf(i32x4.splat(load16(source + (i << 1), swap)));
    store<f32>(target + (i << 2), f32x4.extract_lane(lanes, 0));
  }
}

export function convertFloat32(source: usize, target: usize, count: usize, swap: bool): void {
  if (!swap) {
    if (source != target) memory.copy(target, source, count << 2);
    return;
  }
  const order = order32(true);
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(target + (i << 2), i8x16.swizzle(v128.load(source + (i << 2)), order));
  }
  for (; i < count; i++) store<u32>(target + (i << 2), load32(source + (i << 2), true));
}

export function convertInt32(source: usize, target: usize, count: usize, swap: bool): void {
  const order = order32(swap);
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    const words = i8x16.swizzle(v128.load(source + (i << 2)), order);
    v128.store(target + (i << 2), f32x4.convert_i32x4_s(words));
  }
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>(<i32>load32(source + (i << 2), swap)));
}

export function convertUint32(source: usize, target: usize, count: usize, swap: bool): void {
  const order = order32(swap);
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    const words = i8x16.swizzle(v128.load(source + (i << 2)), order);
    v128.store(target + (i << 2), f32x4.convert_i32x4_u(words));
  }
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>load32(source + (i << 2), swap));
}

export function convertFloat64(source: usize, target: usize, count: usize, swap: bool): void {
  const order = order64(swap);
  let i: usize = 0;
  for (; i + 2 <= count; i += 2) {
    const words = i8x16.swizzle(v128.load(source + (i << 3)), order);
    v128.store64_lane(target + (i << 2), f32x4.demote_f64x2_zero(words), 0);
  }
  for (; i < count; i++) store<f32>(target + (i << 2), <f32>reinterpret<f64>(load64(source + (i << 3), swap)));
}
