import { convert } from './convert';
import { beginStatistics, measureFloats, storeStatistics } from './statistics';

/** Rows of source samples to rows of float32. */
export function decodeRows(
  source: usize,
  sourceStride: usize,
  target: usize,
  targetStride: usize,
  rows: usize,
  columns: usize,
  type: i32,
  swap: bool,
): void {
  for (let row: usize = 0; row < rows; row++) {
    convert(source, target, columns, type, swap);
    source += sourceStride;
    target += targetStride;
  }
}

/** `decodeRows`, each row measured while it is in the cache. */
export function decodeRowsAndMeasure(
  source: usize,
  sourceStride: usize,
  target: usize,
  targetStride: usize,
  rows: usize,
  columns: usize,
  type: i32,
  swap: bool,
): void {
  beginStatistics();
  for (let row: usize = 0; row < rows; row++) {
    convert(source, target, columns, type, swap);
    measureFloats(target, columns);
    source += sourceStride;
    target += targetStride;
  }
  storeStatistics();
}
