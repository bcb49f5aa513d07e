import { FLOAT32, INT8 } from './sample-types';

/** Adds float32 rows to float32 rows. */
export function accumulateRows(
  source: usize,
  sourceStride: usize,
  target: usize,
  targetStride: usize,
  rows: usize,
  columns: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 4 <= columns; i += 4) {
      const at = i << 2;
      v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
    }
    for (; i < columns; i++) {
      const at = i << 2;
      store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
    }
    source += sourceStride;
    target += targetStride;
  }
}

/** Sets int8 samples of the target to 1 where the source's sample, float32, int8 or uint16, is above 0. */
export function accumulateAnySetRows(
  source: usize,
  sourceStride: usize,
  type: i32,
  target: usize,
  targetStride: usize,
  rows: usize,
  columns: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    for (let i: usize = 0; i < columns; i++) {
      const set =
        type == INT8
          ? load<i8>(source + i) > 0
          : type == FLOAT32
            ? load<f32>(source + (i << 2)) > 0
            : load<u16>(source + (i << 1)) > 0;
      if (set) store<i8>(target + i, 1);
    }
    source += sourceStride;
    target += targetStride;
  }
}
