import { remainderOf } from '../storage/crc64.js';
import { chunkAt, copyOverlap, gridOf, overlap, type Region, voxelCount } from './chunk-grid.js';
import type { Offset } from './kernels/blocks.js';
import type { Kernels } from './kernels/kernels.js';
import { RowReader, type RowVolume, rowBands } from './row-reader.js';
import { type Samples, viewVoxels } from './samples.js';
import type { OpenVolume } from './source/open-volume.js';
import type { Shape } from './volume.js';

/** Samples decoded at a time. */
const pieceSamples = 2 * 1024 * 1024;

/**
 * Returns the distinct labels of a volume, ascending, without 0; samples that are not labels count as 0. Fails with a
 * FormatError if the file cannot be read.
 */
export async function labelsOf(volume: RowVolume, kernels: Kernels): Promise<Uint16Array> {
  const { shape } = volume.header;
  const reader = new RowReader(volume);
  const labels = collectLabels();
  const rows = Math.max(1, Math.min(shape[1], Math.floor(pieceSamples / shape[2])));
  return kernels.arena.scopedAsync(async () => {
    const target = kernels.arena.allocate(rows * shape[2] * 2);
    for (const band of rowBands(shape, { from: 0, to: shape[0] }, rows)) {
      await reader.read(band, kernels, target, 'uint16');
      labels.add(viewVoxels(kernels, target, band.rows * shape[2], 'uint16'));
    }
    return labels.labels();
  });
}

/** Collects the distinct labels of an instance mask. */
export function collectLabels() {
  const seen = new Uint8Array(65_536);
  return {
    /** Adds labels; padding of 0 does no harm. */
    add(labels: Uint16Array): void {
      for (let index = 0; index < labels.length; index += 1) seen[labels[index]!] = 1;
    },
    /** Returns the labels so far, ascending, without 0. */
    labels(): Uint16Array {
      const found: number[] = [];
      for (let label = 1; label < seen.length; label += 1) if (seen[label] === 1) found.push(label);
      return Uint16Array.from(found);
    },
  };
}

/** Most labels, and the largest one, of a segmentation. */
const mostLabels = 4096;
const largestLabel = 65_535;

/** Collects the distinct values of a volume, until they cannot be labels: at most 4096 integers of 0 to 65535. */
export class LabelSet {
  #seen: Set<number> | null = new Set();
  #last = Number.NaN;
  /** True if a voxel had no label. */
  hasBackground = false;

  add(samples: Samples): void {
    for (const value of samples) {
      if (this.#seen === null) return;
      if (value === this.#last) continue;
      this.#last = value;
      if (value === 0) this.hasBackground = true;
      else if (!(Number.isInteger(value) && value > 0 && value <= largestLabel)) this.#seen = null;
      else if (this.#seen.add(value).size > mostLabels) this.#seen = null;
    }
  }

  /** Returns the labels so far, ascending, without 0; null if there were other values. */
  list(): number[] | null {
    return this.#seen === null ? null : [...this.#seen].sort((a, b) => a - b);
  }
}

/** Fraction of the golden ratio, whose multiples are spread evenly over an interval. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Returns the labels of a volume in any format, ascending, without 0; null if its values are not labels. Of more than
 * `most` voxels it reads chunks, or rows, spread over the volume, of which `content` gets the checksum and whether a
 * voxel had no label. Fails with a FormatError if the file is damaged.
 */
export async function sampleLabels(
  { header: { shape }, chunk, readBlock }: Pick<OpenVolume, 'header' | 'chunk' | 'readBlock'>,
  most: number,
  signal?: AbortSignal,
  content?: { sum: bigint; hasBackground: boolean },
): Promise<number[] | null> {
  const rows = Math.max(1, Math.min(shape[1], Math.floor(pieceSamples / shape[2])));
  const block = chunk ?? [1, rows, shape[2]];
  const [planes, bands, columns] = gridOf(shape, block);
  const count = planes * bands * columns;
  const read = Math.min(count, Math.ceil((count * most) / voxelCount(shape)));
  const labels = new LabelSet();
  for (let index = 0; index < read; index += 1) {
    signal?.throwIfAborted();
    const at = read < count ? Math.floor(((index * golden) % 1) * count) : index;
    const place: Shape = [Math.floor(at / (bands * columns)), Math.floor(at / columns) % bands, at % columns];
    const samples = await readBlock(chunkAt(place, shape, block));
    if (content !== undefined) content.sum = remainderOf(samples, content.sum);
    labels.add(samples);
  }
  if (content !== undefined) content.hasBackground = labels.hasBackground;
  return labels.list();
}

const labelBytes = 2;

/**
 * Reads the labels of a block as uint16 into kernel memory, without gaps; returns their offset. The block may extend
 * beyond the volume, where labels are 0. The caller releases the arena.
 */
export async function readLabels(volume: RowVolume, block: Region, kernels: Kernels): Promise<Offset> {
  const bytes = voxelCount(block.extent) * labelBytes;
  const target = kernels.arena.allocate(bytes);
  await readLabelsTo(volume, block, kernels, () => kernels.arena.bytes(target, bytes));
  return target;
}

/** Like `readLabels`, into `target()`, two bytes a voxel; asks for it after each allocation, which may move memory. */
export async function readLabelsTo(
  volume: RowVolume,
  block: Region,
  kernels: Kernels,
  target: () => Uint8Array,
): Promise<void> {
  const { shape } = volume.header;
  const { arena } = kernels;
  target().fill(0);
  const { origin, extent } = overlap(block, { origin: [0, 0, 0], extent: shape });
  const [planes, rows, columns] = extent;
  if (planes <= 0 || rows <= 0 || columns <= 0) return;
  const decoded = arena.allocate(rows * shape[2] * labelBytes);
  const reader = new RowReader(volume);
  for (let z = origin[0]; z < origin[0] + planes; z++) {
    await reader.read({ z, y: origin[1], rows }, kernels, decoded, 'uint16');
    const region: Region = { origin: [z, origin[1], 0], extent: [1, rows, shape[2]] };
    const plane = arena.bytes(decoded, rows * shape[2] * labelBytes);
    copyOverlap({ region, values: plane }, { region: block, values: target() }, labelBytes);
  }
}
