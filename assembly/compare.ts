import { result } from './result';
import { FLOAT32, INT8 } from './sample-types';

/**
 * Compares `count` samples of float32, int8 or uint16. Leaves in the result area: samples that differ, samples with
 * |a − b| > absolute + relative × max(|a|, |b|), largest |a − b|, its index, largest |a − b| / max(|a|, |b|),
 * Σ (a − b)², NaN mismatches.
 */
export function compareSamples(
  a: usize,
  b: usize,
  count: usize,
  type: i32,
  absolute: f64,
  relative: f64,
): void {
  let different: f64 = 0;
  let beyond: f64 = 0;
  let maxAbsolute: f64 = 0;
  let maxIndex: f64 = -1;
  let maxRelative: f64 = 0;
  let sumOfSquares: f64 = 0;
  let nanMismatches: f64 = 0;
  const shift: usize = type == FLOAT32 ? 2 : type == INT8 ? 0 : 1;
  let i: usize = 0;
  while (i < count) {
    if (((count - i) << shift) >= 64 && sameBytes(a + (i << shift), b + (i << shift))) {
      i += <usize>64 >> shift;
      continue;
    }
    const end = min(count, i + (<usize>64 >> shift));
    for (; i < end; i++) {
      const p = sample(a, i, type);
      const q = sample(b, i, type);
      if (p == q || (isNaN(p) && isNaN(q))) continue;
      different += 1;
      if (isNaN(p) || isNaN(q)) {
        nanMismatches += 1;
        beyond += 1;
        continue;
      }
      const distance = Math.abs(p - q);
      if (!isFinite(distance)) {
        beyond += 1;
        continue;
      }
      const size = max(Math.abs(p), Math.abs(q));
      if (distance > absolute + relative * size) beyond += 1;
      if (distance > maxAbsolute) {
        maxAbsolute = distance;
        maxIndex = <f64>i;
      }
      maxRelative = max(maxRelative, distance / size);
      sumOfSquares += distance * distance;
    }
  }
  store<f64>(result, different);
  store<f64>(result, beyond, 8);
  store<f64>(result, maxAbsolute, 16);
  store<f64>(result, maxIndex, 24);
  store<f64>(result, maxRelative, 32);
  store<f64>(result, sumOfSquares, 40);
  store<f64>(result, nanMismatches, 48);
}

@inline function sample(at: usize, index: usize, type: i32): f64 {
  if (type == FLOAT32) return <f64>load<f32>(at + (index << 2));
  return type == INT8 ? <f64>load<i8>(at + index) : <f64>load<u16>(at + (index << 1));
}

@inline function sameBytes(a: usize, b: usize): bool {
  const low = v128.or(
    v128.xor(v128.load(a), v128.load(b)),
    v128.xor(v128.load(a, 16), v128.load(b, 16)),
  );
  const high = v128.or(
    v128.xor(v128.load(a, 32), v128.load(b, 32)),
    v128.xor(v128.load(a, 48), v128.load(b, 48)),
  );
  return !v128.any_true(v128.or(low, high));
}
