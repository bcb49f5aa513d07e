import type { Kernels } from '../kernels/index.js';
import type { OpenVolume } from './open-volume.js';

/** A block of a volume in voxels; it may reach beyond the volume, where everything is 0. */
export interface LabelBlock {
  /** First voxel along z, y, x. */
  readonly start: readonly [z: number, y: number, x: number];
  readonly shape: readonly [z: number, y: number, x: number];
}

/**
 * Labels of a block as uint16 in kernel memory, planes and rows without gaps; returns where they lie. The caller releases
 * the arena.
 */
export async function readLabels(volume: OpenVolume, block: LabelBlock, kernels: Kernels): Promise<number> {
  const { header, samples } = volume;
  const [depth, height, width] = header.shape;
  const { arena } = kernels;
  const [planes, rows, columns] = block.shape;
  const target = arena.allocate(planes * rows * columns * 2);
  arena.clear(target, planes * rows * columns * 2);
  const [firstRow, endRow] = [Math.max(0, block.start[1]), Math.min(height, block.start[1] + rows)];
  const [firstColumn, endColumn] = [Math.max(0, block.start[2]), Math.min(width, block.start[2] + columns)];
  const rowCount = endRow - firstRow;
  if (rowCount <= 0 || endColumn <= firstColumn) return target;
  const source = arena.allocate(rowCount * samples.rowBytes);
  const decoded = arena.allocate(rowCount * width * 2);
  for (let plane = 0; plane < planes; plane++) {
    const z = block.start[0] + plane;
    if (z < 0 || z >= depth) continue;
    const at = samples.offset + (z * height + firstRow) * samples.rowBytes;
    const bytes = await samples.reader.read(at, rowCount * samples.rowBytes);
    arena.bytes(source, bytes.length).set(bytes);
    kernels.decodeLabels(
      { offset: source, rowStride: samples.rowBytes },
      { offset: decoded, rowStride: width * 2 },
      { rows: rowCount, columns: width },
      header,
    );
    const from = arena.bytes(decoded, rowCount * width * 2);
    const to = arena.bytes(target, planes * rows * columns * 2);
    for (let row = 0; row < rowCount; row++) {
      const place =
        ((plane * rows + firstRow - block.start[1] + row) * columns + firstColumn - block.start[2]) * 2;
      to.set(from.subarray((row * width + firstColumn) * 2, (row * width + endColumn) * 2), place);
    }
  }
  return target;
}
