import { load32, load64 } from './byte-order';
import { convertInt8, convertPacked4, convertUint8 } from './convert-bytes';
import {
  convertFloat16,
  convertFloat32,
  convertFloat64,
  convertInt16,
  convertInt32,
  convertUint16,
  convertUint32,
} from './convert-words';
import {
  FLOAT16,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT8,
  PACKED4,
  SHIFTED_UINT8,
  UINT16,
  UINT32,
  UINT8,
} from './sample-types';

/** `count` samples of a source to float32; `swap` for big-endian samples. */
export function convert(source: usize, target: usize, count: usize, type: i32, swap: bool): void {
  switch (type) {
    case INT8:
      return convertInt8(source, target, count, 0);
    case UINT8:
      return convertUint8(source, target, count);
    case SHIFTED_UINT8:
      return convertInt8(source, target, count, 0x80);
    case INT16:
      return convertInt16(source, target, count, swap);
    case UINT16:
      return convertUint16(source, target, count, swap);
    case FLOAT16:
      return convertFloat16(source, target, count, swap);
    case FLOAT32:
      return convertFloat32(source, target, count, swap);
    case PACKED4:
      return convertPacked4(source, target, count);
    case INT32:
      return convertInt32(source, target, count, swap);
    case UINT32:
      return convertUint32(source, target, count, swap);
    case FLOAT64:
      return convertFloat64(source, target, count, swap);
  }
}

/** True for types whose values float32 cannot hold; labels among them are compared as float64. */
export function isWide(type: i32): bool {
  return type == INT32 || type == UINT32 || type == FLOAT64;
}

/** Sample `index` of a row of a wide type. */
export function loadWide(source: usize, index: usize, type: i32, swap: bool): f64 {
  if (type == FLOAT64) return reinterpret<f64>(load64(source + (index << 3), swap));
  const bits = load32(source + (index << 2), swap);
  return type == INT32 ? <f64>(<i32>bits) : <f64>bits;
}

/** Bytes of `count` samples; `count` is even for 4-bit samples. */
export function sampleBytes(type: i32, count: usize): usize {
  if (type == PACKED4) return count >> 1;
  if (type <= SHIFTED_UINT8) return count;
  if (type <= FLOAT16) return count << 1;
  return type == FLOAT64 ? count << 3 : count << 2;
}
