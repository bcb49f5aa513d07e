import { result } from './result';
import { touch } from './touch';

// Statistics of the samples seen since `beginStatistics`. Samples are taken in spans that fit the cache; each span's sums
// are taken about a pivot near its mean, and spans are merged by the formulas of Chan, Golub and LeVeque (1979).

const SPAN: usize = 4096;

let count: f64 = 0;
let mean: f64 = 0;
let squares: f64 = 0;
let smallest: f32 = f32.MAX_VALUE;
let largest: f32 = f32.MIN_VALUE;
let nanCount: f64 = 0;
let infinityCount: f64 = 0;

export function beginStatistics(): void {
  count = 0;
  mean = 0;
  squares = 0;
  smallest = <f32>Infinity;
  largest = -(<f32>Infinity);
  nanCount = 0;
  infinityCount = 0;
}

/** Leaves count, min, max, mean, squares, NaN count and infinity count in the result area. */
export function storeStatistics(): void {
  store<f64>(result, count);
  store<f64>(result, <f64>smallest, 8);
  store<f64>(result, <f64>largest, 16);
  store<f64>(result, mean, 24);
  store<f64>(result, squares, 32);
  store<f64>(result, nanCount, 40);
  store<f64>(result, infinityCount, 48);
}

/** Takes in `n` float32 samples. */
export function measureFloats(at: usize, n: usize): void {
  while (n > 0) {
    const length = min(n, SPAN);
    touch(at, length << 2);
    measureSpan(at, length);
    at += length << 2;
    n -= length;
  }
}

function measureSpan(at: usize, n: usize): void {
  const first = load<f32>(at);
  const pivot: f64 = count > 0 ? mean : isFinite(first) ? <f64>first : 0;
  const pivots = f64x2.splat(pivot);
  let low = f32x4.splat(<f32>Infinity);
  let high = f32x4.splat(-(<f32>Infinity));
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let squareA = f64x2.splat(0);
  let squareB = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 4 <= n; i += 4) {
    const samples = v128.load(at + (i << 2));
    low = f32x4.pmin(low, samples);
    high = f32x4.pmax(high, samples);
    const a = f64x2.sub(f64x2.promote_low_f32x4(samples), pivots);
    const b = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<u64>(samples, samples, 1, 0)), pivots);
    sumA = f64x2.add(sumA, a);
    sumB = f64x2.add(sumB, b);
    squareA = f64x2.add(squareA, f64x2.mul(a, a));
    squareB = f64x2.add(squareB, f64x2.mul(b, b));
  }
  const sums = f64x2.add(sumA, sumB);
  const squareSums = f64x2.add(squareA, squareB);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  let square = f64x2.extract_lane(squareSums, 0) + f64x2.extract_lane(squareSums, 1);
  let spanLow = min(
    min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)),
    min(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)),
  );
  let spanHigh = max(
    max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)),
    max(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)),
  );
  for (; i < n; i++) {
    const sample = load<f32>(at + (i << 2));
    const deviation = <f64>sample - pivot;
    spanLow = min(spanLow, sample);
    spanHigh = max(spanHigh, sample);
    sum += deviation;
    square += deviation * deviation;
  }
  // Squares of finite float32 cannot overflow a float64, so this is not finite only where a sample is not.
  if (!isFinite(square)) return measureWithGaps(at, n, pivot);
  smallest = min(smallest, spanLow);
  largest = max(largest, spanHigh);
  merge(<f64>n, pivot, sum, square);
}

/** A span with samples that are NaN or infinite, which are counted and else left out. */
function measureWithGaps(at: usize, n: usize, pivot: f64): void {
  let finite: f64 = 0;
  let sum: f64 = 0;
  let square: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const sample = load<f32>(at + (i << 2));
    if (isNaN(sample)) {
      nanCount += 1;
    } else if (!isFinite(sample)) {
      infinityCount += 1;
    } else {
      const deviation = <f64>sample - pivot;
      smallest = min(smallest, sample);
      largest = max(largest, sample);
      finite += 1;
      sum += deviation;
      square += deviation * deviation;
    }
  }
  if (finite > 0) merge(finite, pivot, sum, square);
}

function merge(spanCount: f64, pivot: f64, sum: f64, square: f64): void {
  const offset = sum / spanCount;
  // Rounding may leave a sum of squares of equal samples just below 0.
  const spanSquares = max(0, square - sum * offset);
  const total = count + spanCount;
  const delta = pivot + offset - mean;
  squares += spanSquares + delta * delta * count * (spanCount / total);
  mean = count > 0 ? mean + delta * (spanCount / total) : pivot + offset;
  count = total;
}
