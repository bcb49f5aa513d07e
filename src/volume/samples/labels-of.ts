import type { Kernels } from '../kernels/index.js';
import { collectLabels } from './collect-labels.js';
import { rowBands } from './row-bands.js';
import { RowReader, type RowVolume } from './row-reader.js';
import { viewVoxels } from './view-voxels.js';

/** Labels decoded at a time. */
const pieceSamples = 2 * 1024 * 1024;

/** The distinct labels of a volume, ascending, 0 left out; samples that are not labels count as 0. */
export async function labelsOf(volume: RowVolume, kernels: Kernels): Promise<Uint16Array> {
  const { shape } = volume.header;
  const reader = new RowReader(volume);
  const labels = collectLabels();
  const { arena } = kernels;
  const top = arena.top;
  const rows = Math.max(1, Math.min(shape[1], Math.floor(pieceSamples / shape[2])));
  const target = arena.allocate(rows * shape[2] * 2);
  for (const band of rowBands(shape, { from: 0, to: shape[0] }, rows)) {
    await reader.read(band, kernels, target, 'uint16');
    labels.add(viewVoxels(kernels, target, band.rows * shape[2], 'uint16'));
  }
  arena.release(top);
  return labels.labels();
}
