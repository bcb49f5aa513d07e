import type { GreyPlane } from './scene.js';

/** A plane whose pixels are means of `factor` × `factor` of those of another; at the far edges of what is left there. */
export function reducePlane({ width, height, data }: GreyPlane, factor: number): GreyPlane {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const reduced = new Uint8Array(columns * rows);
  const sums = new Uint32Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    const end = Math.min(height, (row + 1) * factor);
    for (let y = row * factor; y < end; y++) {
      for (let column = 0, x = 0; column < columns; column++) {
        const last = Math.min(width, x + factor);
        let sum = 0;
        for (; x < last; x++) sum += data[y * width + x] ?? 0;
        sums[column] = (sums[column] ?? 0) + sum;
      }
    }
    for (let column = 0; column < columns; column++) {
      const count = (end - row * factor) * (Math.min(width, (column + 1) * factor) - column * factor);
      reduced[row * columns + column] = Math.round((sums[column] ?? 0) / count);
    }
  }
  return { width: columns, height: rows, data: reduced };
}
