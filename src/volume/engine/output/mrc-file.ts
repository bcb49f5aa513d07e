import type { FileWriter } from '../../../storage/index.js';
import type { PyramidPlan, Unit } from '../geometry/index.js';

/** Puts the voxels of units into an MRC file, whose header is written last. */
export class MrcFile {
  readonly #plan: PyramidPlan;
  readonly #writer: FileWriter;
  readonly #dataOffset: number;

  constructor(plan: PyramidPlan, writer: FileWriter, dataOffset: number) {
    this.#plan = plan;
    this.#writer = writer;
    this.#dataOffset = dataOffset;
  }

  /** Writes a unit's voxels, planes of rows without gaps. */
  async write({ origin, extent }: Unit, voxels: Uint8Array): Promise<void> {
    const { facts, levels } = this.#plan;
    const [, ny, nx] = levels[0]!.shape;
    const [planes, rows, columns] = extent;
    const rowBytes = columns * facts.voxelBytes;
    const [runs, runBytes] = columns === nx ? [1, rows * rowBytes] : [rows, rowBytes];
    for (let plane = 0; plane < planes; plane += 1) {
      for (let run = 0; run < runs; run += 1) {
        const start = plane * rows * rowBytes + run * runBytes;
        const voxel = ((origin[0] + plane) * ny + origin[1] + run) * nx + origin[2];
        await this.#writer.write(
          this.#dataOffset + voxel * facts.voxelBytes,
          voxels.subarray(start, start + runBytes),
        );
      }
    }
  }

  /** Writes the header and makes the file appear. Returns its size in bytes. */
  async finish(header: Uint8Array): Promise<number> {
    await this.#writer.write(0, header);
    await this.#writer.commit();
    const [nz, ny, nx] = this.#plan.levels[0]!.shape;
    return this.#dataOffset + nz * ny * nx * this.#plan.facts.voxelBytes;
  }

  async abort(): Promise<void> {
    await this.#writer.abort();
  }
}
