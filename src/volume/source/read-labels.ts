import { copyOverlap, overlap, type Region, voxelCount } from '../chunk-grid.js';
import type { Kernels, Offset } from '../kernels/index.js';
import { RowReader, type RowVolume } from '../samples/index.js';

const labelBytes = 2;

/**
 * Labels of a block as uint16 in kernel memory, planes and rows without gaps; returns where they lie. The block may
 * reach beyond the volume, where everything is 0. The caller releases the arena.
 */
export async function readLabels(volume: RowVolume, block: Region, kernels: Kernels): Promise<Offset> {
  const bytes = voxelCount(block.extent) * labelBytes;
  const target = kernels.arena.allocate(bytes);
  await readLabelsTo(volume, block, kernels, () => kernels.arena.bytes(target, bytes));
  return target;
}

/** The same to memory elsewhere, of two bytes a voxel of the block; `target` is asked for it again and again. */
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
    copyOverlap({ region, bytes: plane }, { region: block, bytes: target() }, labelBytes);
  }
}
