import type { Region } from '../../volume/chunk-grid.js';
import { type Kernels, type VoxelType, voxelBytes } from '../../volume/kernels/index.js';
import { type Columns, type RowReader, type SectionRows, viewVoxels } from '../../volume/samples/index.js';
import { firstDifference } from './first-difference.js';
import type { VoxelTally } from './voxel-tally.js';

/** Sections fetched at once. */
const ahead = 8;

/** Holds chunks of level 0 against the MRC, and measures the MRC on the way. */
export class MrcComparer {
  readonly #kernels: Kernels;
  readonly #rows: RowReader;
  readonly #type: VoxelType;
  readonly #tally: VoxelTally;

  constructor(kernels: Kernels, rows: RowReader, type: VoxelType, tally: VoxelTally) {
    this.#kernels = kernels;
    this.#rows = rows;
    this.#type = type;
    this.#tally = tally;
  }

  /**
   * Compares the part of the MRC that a chunk covers with the chunk's voxels at `source`, or only measures it when
   * `source` is null. Returns whether the MRC has anything but zeros there.
   */
  async compare({ origin, extent }: Region, source: number | null): Promise<boolean> {
    const [planes, rows, columns] = extent;
    const count = rows * columns;
    const bytes = count * voxelBytes(this.#type);
    const { arena } = this.#kernels;
    const top = arena.top;
    const target = arena.allocate(bytes);
    let hasContent = false;
    for (let first = 0; first < planes; first += ahead) {
      const parts = Array.from({ length: Math.min(ahead, planes - first) }, (_, index) =>
        this.#part(origin, first + index, rows, columns),
      );
      const fetched = await Promise.all(parts.map((part) => this.#rows.fetch(part)));
      for (const [index, part] of parts.entries()) {
        this.#rows.decode(fetched[index] as Uint8Array, this.#kernels, target, this.#type, part);
        const at = { offset: target, rowStride: columns * voxelBytes(this.#type) };
        const measured = this.#kernels.measure(at, { rows, columns }, this.#type);
        this.#tally.addMrc(measured);
        if (this.#type === 'int8' && (measured.min < 0 || measured.max > 1)) {
          this.#tally.addMask(viewVoxels(this.#kernels, target, count, 'int8'), 'mrc');
        }
        if (!hasContent) {
          hasContent = !this.#kernels.isZero(
            { offset: target, rowStride: bytes },
            { rows: 1, columns: bytes },
          );
        }
        if (source !== null) this.#compare(source + (first + index) * bytes, target, count, part);
      }
    }
    arena.release(top);
    return hasContent;
  }

  #part(origin: Region['origin'], plane: number, rows: number, columns: number): SectionRows & Columns {
    return { z: origin[0] + plane, y: origin[1], rows, x: origin[2], columns };
  }

  #compare(a: number, b: number, count: number, { z, y, x, columns }: SectionRows & Columns): void {
    const found = this.#kernels.compare(a, b, count, this.#type, { absolute: 0, relative: 0 });
    this.#tally.compared += count;
    this.#tally.different += found.different;
    if (found.different === 0 || this.#tally.firstDifference !== null) return;
    const index = firstDifference(this.#kernels, a, b, count, this.#type, 0);
    this.#tally.firstDifference = [z, y + Math.floor(index / columns), x + (index % columns)];
  }
}
