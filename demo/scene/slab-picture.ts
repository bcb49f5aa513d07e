import type { Painting } from './paint-tomogram.js';

/** The central planes of a tomogram, summed: what a curator would choose as the picture of a dataset. */
export function slabPicture({ shape: [nz, ny, nx], values }: Painting, planes = 24): Float32Array {
  const picture = new Float32Array(ny * nx);
  const first = Math.max(0, Math.floor((nz - planes) / 2));
  for (let z = first; z < Math.min(nz, first + planes); z++) {
    for (let i = 0; i < picture.length; i++) picture[i]! += values[z * ny * nx + i]!;
  }
  return picture;
}
