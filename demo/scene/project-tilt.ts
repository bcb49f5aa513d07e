import type { Random } from '../random.js';
import type { Painting } from './paint-tomogram.js';

/** Counts that a voxel of density 1 and the width of two pixels takes. */
const absorbed = 2.5;

/**
 * A scene as one image of a tilt series shows it: everything projected along the beam after a turn of `tilt` degrees about
 * the y axis, in counts with noise. The density has half the size of the image along every axis.
 */
export function projectTilt(
  { shape: [nz, my, mx], values }: Painting,
  tilt: number,
  [ny, nx]: readonly [height: number, width: number],
  random: Random,
): Float32Array {
  const angle = (tilt * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const sums = new Float32Array(my * mx);
  for (let z = 0; z < nz; z++) {
    const moved = mx / 2 - (mx / 2) * cos + (z - nz / 2) * sin;
    for (let y = 0; y < my; y++) {
      const row = (z * my + y) * mx;
      for (let x = 0; x < mx; x++) {
        const value = values[row + x]!;
        if (value === 0) continue;
        const across = moved + x * cos;
        const left = Math.floor(across);
        const share = across - left;
        if (left >= 0 && left < mx) sums[y * mx + left]! += (1 - share) * value;
        if (left >= -1 && left + 1 < mx) sums[y * mx + left + 1]! += share * value;
      }
    }
  }
  // Ice gets thicker with the tilt, so that less comes through.
  const transmitted = 400 * Math.exp(-0.35 / cos);
  const counts = new Float32Array(ny * nx);
  for (let i = 0; i < counts.length; i++) {
    const [x, y] = [(i % nx) >> 1, Math.floor(i / nx) >> 1];
    counts[i] = transmitted + Math.sqrt(transmitted) * 2 * random.gaussian() + absorbed * sums[y * mx + x]!;
  }
  return counts;
}
