import { sourceRowBytes } from '../../kernels/index.js';
import { RowReader, type RowVolume } from '../../samples/index.js';
import type { Unit } from '../geometry/index.js';

/** Reads a unit's source rows, planes of rows without gaps, from a file that is not on this machine. */
export async function fetchRows(volume: RowVolume, { origin, extent }: Unit): Promise<Uint8Array> {
  const { header, samples } = volume;
  const [planes, rows, columns] = extent;
  const tileBytes = sourceRowBytes(header.sampleType, columns);
  const skipped = sourceRowBytes(header.sampleType, origin[2]);
  const fetched = new Uint8Array(planes * rows * tileBytes);
  const reader = new RowReader(volume);
  await Promise.all(
    Array.from({ length: planes }, async (_, plane) => {
      const wide = await reader.fetch({ z: origin[0] + plane, y: origin[1], rows });
      if (columns === header.shape[2]) return fetched.set(wide, plane * rows * tileBytes);
      for (let row = 0; row < rows; row += 1) {
        const from = row * samples.rowBytes + skipped;
        fetched.set(wide.subarray(from, from + tileBytes), (plane * rows + row) * tileBytes);
      }
    }),
  );
  return fetched;
}
