import { chunksOf } from '../../volume/chunk-grid.js';
import type { Samples } from '../../volume/index.js';
import { finishStatistics, mergeStatistics, noStatistics } from '../../volume/kernels/index.js';
import { openVolume } from '../../volume/source/index.js';
import { temporaryFiles } from '../../volume/staging/index.js';
import type { Shape, VolumeStatistics } from '../../volume/volume.js';
import type { InspectedFile } from '../inspected-file.js';
import { readVolumeChunk } from './volume-chunk.js';

/** Distinct values from which a volume is not a segmentation. */
const mostLabels = 4096;
const largestLabel = 65_535;

/** What the voxels of a volume are. */
export interface MeasuredVoxels {
  readonly statistics: VolumeStatistics;
  /** Distinct values without 0, ascending, where all are labels (integers of 0 to 65535) and not many; else null. */
  readonly labels: readonly number[] | null;
}

/** Reads every voxel of a volume, block by block; packed files are unpacked to a temporary one. Fails as reading does. */
export async function measureVoxels(
  { storage, key }: InspectedFile,
  signal?: AbortSignal,
): Promise<MeasuredVoxels> {
  const chunk = await readVolumeChunk(storage, key);
  const volume = await openVolume(storage, key, { staging: temporaryFiles() });
  try {
    const { shape } = volume.header;
    let total = noStatistics;
    const labels = new LabelSet();
    for (const { origin, extent } of chunksOf(shape, chunk ?? bandOf(shape))) {
      signal?.throwIfAborted();
      const samples = await volume.readBlock({ origin, extent });
      total = mergeStatistics(total, partOf(samples));
      labels.add(samples);
    }
    return { statistics: finishStatistics(total), labels: labels.list() };
  } finally {
    await volume.close();
  }
}

/** Samples of a band of rows that is read at once. */
const bandSamples = 4 * 1024 * 1024;

/** So many whole rows, and sections where rows are few, of a volume that lies row by row. */
function bandOf([nz, ny, nx]: Shape): Shape {
  const rows = Math.max(1, Math.min(ny, Math.floor(bandSamples / nx)));
  return [rows < ny ? 1 : Math.max(1, Math.min(nz, Math.floor(bandSamples / (nx * ny)))), rows, nx];
}

function partOf(samples: Samples): typeof noStatistics {
  let [count, sum, min, max, nanCount] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of samples) {
    if (Number.isFinite(value)) {
      count += 1;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    } else if (Number.isNaN(value)) nanCount += 1;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (const value of samples) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return { count, min, max, mean, squares, nanCount, infinityCount: samples.length - count - nanCount };
}

/** The distinct values of a volume for as long as they may be labels. */
class LabelSet {
  #seen: Set<number> | null = new Set();
  #last = 0;

  add(samples: Samples): void {
    for (const value of samples) {
      if (this.#seen === null) return;
      if (value === this.#last) continue;
      this.#last = value;
      if (!(Number.isInteger(value) && value >= 0 && value <= largestLabel)) this.#seen = null;
      else if (this.#seen.add(value).size > mostLabels) this.#seen = null;
    }
  }

  list(): number[] | null {
    return this.#seen === null ? null : [...this.#seen].filter((label) => label > 0).sort((a, b) => a - b);
  }
}
