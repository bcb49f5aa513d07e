import type { FileWriter } from '../../../storage/index.js';
import { voxelRuns } from '../../voxel-runs.js';
import type { PyramidPlan, Unit } from '../geometry/index.js';
import type { VoxelTarget } from '../unit/index.js';

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

  /** Where workers may write the voxels themselves; null where they must be given to `write`. */
  target(location: string): VoxelTarget | null {
    const { localPath } = this.#writer;
    return localPath === undefined ? null : { path: localPath, location, offset: this.#dataOffset };
  }

  /** Whether remainders of the voxels that workers write are of use. */
  get takesRemainders(): boolean {
    return this.#writer.sums !== undefined;
  }

  /** Writes a unit's voxels, planes of rows without gaps. */
  async write(unit: Unit, voxels: Uint8Array): Promise<void> {
    const { facts, levels } = this.#plan;
    for (const { inRegion, inVolume, bytes } of voxelRuns(unit, levels[0]!.shape, facts.voxelBytes)) {
      await this.#writer.write(this.#dataOffset + inVolume, voxels.subarray(inRegion, inRegion + bytes));
    }
  }

  /** Writes the header and makes the file appear. `remainder` is that of all voxels, where workers wrote them. Returns its size in bytes. */
  async finish(header: Uint8Array, remainder: bigint): Promise<number> {
    const [nz, ny, nx] = this.#plan.levels[0]!.shape;
    const voxelBytes = nz * ny * nx * this.#plan.facts.voxelBytes;
    if (this.#writer.localPath !== undefined) this.#writer.sums?.add(this.#dataOffset, voxelBytes, remainder);
    await this.#writer.write(0, header);
    await this.#writer.commit();
    return this.#dataOffset + voxelBytes;
  }

  async abort(): Promise<void> {
    await this.#writer.abort();
  }
}
