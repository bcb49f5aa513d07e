/** Statistics of finite samples in float64, in two passes. */
export function statisticsOf(samples: ArrayLike<number>): {
  min: number;
  max: number;
  mean: number;
  rms: number;
} {
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let index = 0; index < samples.length; index += 1) {
    const value = samples[index] ?? 0;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const mean = sum / samples.length;
  let squares = 0;
  for (let index = 0; index < samples.length; index += 1) squares += ((samples[index] ?? 0) - mean) ** 2;
  return { min, max, mean, rms: Math.sqrt(squares / samples.length) };
}
