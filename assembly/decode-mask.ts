import { convert, isWide, loadWide, sampleBytes } from './convert';
import { FLOAT16, FLOAT32 } from './sample-types';

const SPAN: usize = 1024;
const scratch: usize = memory.data(4096, 16);

/**
 * Rows of source samples to int8: 1 where the sample equals `value`, or with `threshold` where it is at least that.
 * Returns the number of ones.
 */
export function decodeMaskRows(
  source: usize,
  sourceStride: usize,
  target: usize,
  targetStride: usize,
  rows: usize,
  columns: usize,
  type: i32,
  swap: bool,
  value: f64,
  threshold: bool,
): f64 {
  // Floating-point samples meet the value in their own precision, so that 0.7 stored is ≥ 0.7 asked for; integers do not.
  const exact = type != FLOAT32 && type != FLOAT16 && <f64>(<f32>value) != value;
  let set: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column += SPAN) {
      const length = min(columns - column, SPAN);
      const from = source + sampleBytes(type, column);
      if (isWide(type)) {
        set += <f64>selectWide(from, target + column, length, type, swap, value, threshold);
      } else {
        convert(from, scratch, length, type, swap);
        set += <f64>(exact
          ? selectExactly(target + column, length, value, threshold)
          : select(target + column, length, <f32>value, threshold));
      }
    }
    source += sourceStride;
    target += targetStride;
  }
  return set;
}

@inline function test(at: usize, value: v128, threshold: bool): v128 {
  const samples = v128.load(at);
  return threshold ? f32x4.ge(samples, value) : f32x4.eq(samples, value);
}

function select(target: usize, count: usize, value: f32, threshold: bool): i32 {
  const values = f32x4.splat(value);
  let set: i32 = 0;
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const at = scratch + (i << 2);
    const low = i16x8.narrow_i32x4_s(test(at, values, threshold), test(at + 16, values, threshold));
    const high = i16x8.narrow_i32x4_s(test(at + 32, values, threshold), test(at + 48, values, threshold));
    const mask = i8x16.narrow_i16x8_s(low, high);
    set += popcnt(i8x16.bitmask(mask));
    v128.store(target + i, i8x16.neg(mask));
  }
  for (; i < count; i++) {
    const sample = load<f32>(scratch + (i << 2));
    const hit: i32 = threshold ? i32(sample >= value) : i32(sample == value);
    set += hit;
    store<i8>(target + i, <i8>hit);
  }
  return set;
}

function selectExactly(target: usize, count: usize, value: f64, threshold: bool): i32 {
  let set: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const sample = <f64>load<f32>(scratch + (i << 2));
    const hit: i32 = threshold ? i32(sample >= value) : i32(sample == value);
    set += hit;
    store<i8>(target + i, <i8>hit);
  }
  return set;
}

function selectWide(
  source: usize,
  target: usize,
  count: usize,
  type: i32,
  swap: bool,
  value: f64,
  threshold: bool,
): i32 {
  let set: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const sample = loadWide(source, i, type, swap);
    const hit: i32 = threshold ? i32(sample >= value) : i32(sample == value);
    set += hit;
    store<i8>(target + i, <i8>hit);
  }
  return set;
}
