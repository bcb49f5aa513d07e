import { roundToHalf, toHalf } from './half-float.js';
import type { MrcMode } from './mrc.js';

interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly rms: number;
}

const sampleBytes = { 0: 1, 'old-bytes': 1, 1: 2, 6: 2, 12: 2, 2: 4 } as const;
const ranges: Partial<Record<MrcMode, readonly [number, number]>> = {
  0: [-128, 127],
  'old-bytes': [0, 255],
  1: [-32768, 32767],
  6: [0, 65535],
};

/** Samples as they lie in an MRC file, with their statistics. */
export function samplesOf(
  values: Float32Array,
  mode: MrcMode,
  isLittle: boolean,
): { bytes: Uint8Array; statistics: Statistics } {
  const bytes = new Uint8Array(values.length * sampleBytes[mode]);
  const view = new DataView(bytes.buffer);
  const [low, high] = ranges[mode] ?? [0, 0];
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    let value = values[i]!;
    if (mode === 12) value = roundToHalf(value);
    else if (mode !== 2) value = Math.min(high, Math.max(low, Math.round(value)));
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
    if (mode === 2) view.setFloat32(4 * i, value, isLittle);
    else if (mode === 12) view.setUint16(2 * i, toHalf(value), isLittle);
    else if (mode === 0 || mode === 'old-bytes') bytes[i] = value;
    else view.setUint16(2 * i, value, isLittle);
  }
  const mean = sum / values.length;
  return {
    bytes,
    statistics: { min, max, mean, rms: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) },
  };
}
