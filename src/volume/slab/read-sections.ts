import type { Kernels } from '../kernels/index.js';
import { RowReader, type RowVolume, rowBands, type Sections } from '../samples/index.js';

/** Samples decoded at a time. */
const pieceSamples = 1024 * 1024;

/**
 * Values of whole sections of a volume in order, every `step`th of them, as float64 from float32. With a step of 1 that
 * is every voxel.
 */
export async function readSections(
  volume: RowVolume,
  { from, to }: Sections,
  step: number,
  kernels: Kernels,
): Promise<Float64Array> {
  const [, height, width] = volume.header.shape;
  const values = new Float64Array(Math.ceil(((to - from) * height * width) / step));
  const most = Math.max(1, Math.min(height, Math.floor(pieceSamples / width)));
  const reader = new RowReader(volume);
  const { arena } = kernels;
  const top = arena.top;
  let [seen, taken] = [0, 0];
  try {
    const decoded = arena.allocate(most * width * 4);
    for (const band of rowBands(volume.header.shape, { from, to }, most)) {
      await reader.read(band, kernels, decoded, 'float32');
      const floats = arena.float32(decoded, band.rows * width);
      const end = seen + floats.length;
      for (let next = taken * step; next < end; next += step) values[taken++] = floats[next - seen] ?? 0;
      seen = end;
    }
  } finally {
    arena.release(top);
  }
  return values;
}
