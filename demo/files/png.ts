import { encodePng, Image } from 'image-js';

/** A grey PNG of one plane, stretched between the mean ± 3 deviations of its values. */
export function encodeGreyPng(width: number, height: number, values: Float32Array): Uint8Array {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(squares / values.length - mean * mean) || 1;
  const data = Uint8Array.from(values, (value) => {
    const level = Math.round(((value - mean) / (6 * deviation) + 0.5) * 255);
    return Math.min(255, Math.max(0, level));
  });
  return encodePng(new Image(width, height, { data, colorModel: 'GREY' }));
}
