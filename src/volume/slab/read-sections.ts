import type { Kernels } from '../kernels/index.js';
import type { OpenVolume } from '../source/index.js';
import type { Sections } from './project-slab.js';

/** Samples decoded at a time. */
const pieceSamples = 1024 * 1024;

/**
 * Values of whole sections of a volume in order, every `step`th of them, as float64 from float32. With a step of 1 that
 * is every voxel.
 */
export async function readSections(
  volume: OpenVolume,
  { from, to }: Sections,
  step: number,
  kernels: Kernels,
): Promise<Float64Array> {
  const { header, samples } = volume;
  const [, height, width] = header.shape;
  const values = new Float64Array(Math.ceil(((to - from) * height * width) / step));
  const bandRows = Math.max(1, Math.min(height, Math.floor(pieceSamples / width)));
  const { arena } = kernels;
  const top = arena.top;
  let [seen, taken] = [0, 0];
  try {
    const source = arena.allocate(bandRows * samples.rowBytes);
    const decoded = arena.allocate(bandRows * width * 4);
    for (let z = from; z < to; z++) {
      for (let row = 0; row < height; row += bandRows) {
        const rows = Math.min(bandRows, height - row);
        const at = samples.offset + (z * height + row) * samples.rowBytes;
        const bytes = await samples.reader.read(at, rows * samples.rowBytes);
        arena.bytes(source, bytes.length).set(bytes);
        kernels.decode(
          { offset: source, rowStride: samples.rowBytes },
          { offset: decoded, rowStride: width * 4 },
          { rows, columns: width },
          header,
        );
        const floats = arena.float32(decoded, rows * width);
        const end = seen + floats.length;
        for (let next = taken * step; next < end; next += step) values[taken++] = floats[next - seen] ?? 0;
        seen = end;
      }
    }
  } finally {
    arena.release(top);
  }
  return values;
}
