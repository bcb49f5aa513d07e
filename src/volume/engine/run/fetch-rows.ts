import { FormatError } from '../../../errors/index.js';
import type { RandomReader } from '../../../storage/index.js';
import { sourceRowBytes } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import type { VolumeJob } from '../unit/index.js';

/** Reads a unit's source rows, planes of rows without gaps, from a file that is not on this machine. */
export async function fetchRows(reader: RandomReader, job: VolumeJob, unit: Unit): Promise<Uint8Array> {
  const { shape, samples, format } = job;
  const [, ny, nx] = shape;
  const [planes, rows, columns] = unit.extent;
  const tileBytes = sourceRowBytes(format.sampleType, columns);
  const skipped = sourceRowBytes(format.sampleType, unit.origin[2]);
  const fetched = new Uint8Array(planes * rows * tileBytes);
  await Promise.all(
    Array.from({ length: planes }, async (_, plane) => {
      const start = samples.offset + ((unit.origin[0] + plane) * ny + unit.origin[1]) * samples.rowBytes;
      const wide = await reader.read(start, rows * samples.rowBytes);
      if (wide.length < rows * samples.rowBytes) {
        throw new FormatError('the file became shorter while it was read', {
          expected: `${rows * samples.rowBytes} bytes at ${start}`,
          found: `${wide.length} bytes`,
        });
      }
      if (columns === nx) return fetched.set(wide, plane * rows * tileBytes);
      for (let row = 0; row < rows; row += 1) {
        const from = row * samples.rowBytes + skipped;
        fetched.set(wide.subarray(from, from + tileBytes), (plane * rows + row) * tileBytes);
      }
    }),
  );
  return fetched;
}
