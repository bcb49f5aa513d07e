import { convert, isWide, loadWide, sampleBytes } from './convert';

const SPAN: usize = 1024;
const scratch: usize = memory.data(4096, 16);

/** Rows of source samples to uint16. Returns the number of samples that are no integer of 0…65535; they become 0. */
export function decodeLabelRows(
  source: usize,
  sourceStride: usize,
  target: usize,
  targetStride: usize,
  rows: usize,
  columns: usize,
  type: i32,
  swap: bool,
): f64 {
  let misfits: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column += SPAN) {
      const length = min(columns - column, SPAN);
      const from = source + sampleBytes(type, column);
      const to = target + (column << 1);
      if (isWide(type)) {
        misfits += <f64>narrowWide(from, to, length, type, swap);
      } else {
        convert(from, scratch, length, type, swap);
        misfits += <f64>narrow(to, length);
      }
    }
    source += sourceStride;
    target += targetStride;
  }
  return misfits;
}

function narrow(target: usize, count: usize): i32 {
  let misfits: i32 = 0;
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const low = v128.load(scratch + (i << 2));
    const high = v128.load(scratch + (i << 2), 16);
    // Saturates, so a sample that comes back changed is a misfit; it goes sample by sample with its neighbours.
    const packed = i16x8.narrow_i32x4_u(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high));
    const same = v128.and(
      f32x4.eq(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(packed)), low),
      f32x4.eq(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(packed)), high),
    );
    if (i32x4.all_true(same)) v128.store(target + (i << 1), packed);
    else for (let j = i; j < i + 8; j++) misfits += narrowOne(<f64>load<f32>(scratch + (j << 2)), target + (j << 1));
  }
  for (; i < count; i++) misfits += narrowOne(<f64>load<f32>(scratch + (i << 2)), target + (i << 1));
  return misfits;
}

function narrowWide(source: usize, target: usize, count: usize, type: i32, swap: bool): i32 {
  let misfits: i32 = 0;
  for (let i: usize = 0; i < count; i++) misfits += narrowOne(loadWide(source, i, type, swap), target + (i << 1));
  return misfits;
}

function narrowOne(sample: f64, target: usize): i32 {
  const fits = sample >= 0 && sample <= 65535 && Math.floor(sample) == sample;
  store<u16>(target, fits ? <u16>sample : 0);
  return fits ? 0 : 1;
}
