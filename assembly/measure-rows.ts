import { convert, sampleBytes } from './convert';
import { FLOAT32 } from './sample-types';
import { beginStatistics, measureFloats, storeStatistics } from './statistics';

const SPAN: usize = 1024;
const scratch: usize = memory.data(4096, 16);

/** Statistics of rows of float32, int8 or uint16. */
export function measureRows(at: usize, stride: usize, rows: usize, columns: usize, type: i32): void {
  beginStatistics();
  for (let row: usize = 0; row < rows; row++) {
    if (type == FLOAT32) measureFloats(at, columns);
    else measureIntegers(at, columns, type);
    at += stride;
  }
  storeStatistics();
}

function measureIntegers(at: usize, columns: usize, type: i32): void {
  for (let column: usize = 0; column < columns; column += SPAN) {
    const length = min(columns - column, SPAN);
    convert(at + sampleBytes(type, column), scratch, length, type, false);
    measureFloats(scratch, length);
  }
}
