import { formatFixed } from '../../../json/index.js';
import type { StagedDirectory } from '../../../storage/index.js';
import type { Kernels } from '../../kernels/index.js';
import { writeMrcHeader } from '../../mrc/index.js';
import type { VolumeStatistics, VoxelSpacing } from '../../volume.js';
import { encodeGroup } from '../../zarr/index.js';
import type { OmeZarrVersion, ZarrForm } from '../../zarr-form.js';
import type { PyramidPlan, Unit } from '../geometry/index.js';
import type { UnitResult, VolumeJob } from '../unit/index.js';
import type { ConvertRequest } from '../volume-engine.js';
import { MrcFile } from './mrc-file.js';
import type { PyramidOutput } from './pyramid-output.js';
import { PyramidWriter } from './pyramid-writer.js';
import { type EncodeChunk, ShardedPyramid } from './sharded-pyramid.js';

/** The MRC and the OME-Zarr of one volume in the making; neither shows under its name until `commit`. */
export class VolumeOutput {
  readonly #request: ConvertRequest;
  readonly #plan: PyramidPlan;
  readonly #mrc: MrcFile | null;
  readonly #directory: StagedDirectory | null;
  readonly #pyramid: PyramidOutput | null;
  readonly #version: OmeZarrVersion;

  private constructor(
    request: ConvertRequest,
    plan: PyramidPlan,
    mrc: MrcFile | null,
    zarr: { directory: StagedDirectory; pyramid: PyramidOutput; version: OmeZarrVersion } | null,
  ) {
    this.#request = request;
    this.#plan = plan;
    this.#mrc = mrc;
    this.#directory = zarr?.directory ?? null;
    this.#pyramid = zarr?.pyramid ?? null;
    this.#version = zarr?.version ?? '0.4';
  }

  /** Stages both; the MRC's samples begin at `dataOffset`, and `encode` encodes chunks of shards. */
  static async open(
    request: ConvertRequest,
    form: ZarrForm | null,
    plan: PyramidPlan,
    kernels: Kernels,
    dataOffset: number,
    encode: EncodeChunk,
  ): Promise<VolumeOutput> {
    const { mrc, zarr } = request;
    const file =
      mrc === null
        ? null
        : new MrcFile(plan, await mrc.storage.createFile(mrc.key, mrcBytes(plan, dataOffset)), dataOffset);
    let directory: StagedDirectory | null = null;
    try {
      directory = zarr === null ? null : await zarr.storage.stageDirectory(zarr.key);
      if (directory === null || form === null) return new VolumeOutput(request, plan, file, null);
      const pyramid =
        form.version === '0.4'
          ? await PyramidWriter.open(plan, form.compression, directory, kernels)
          : new ShardedPyramid(plan, form, directory, encode);
      return new VolumeOutput(request, plan, file, { directory, pyramid, version: form.version });
    } catch (error) {
      await Promise.allSettled([file?.abort(), directory?.abort()]);
      throw error;
    }
  }

  /** What is to become of the voxels of level 0. */
  get voxels(): VolumeJob['voxels'] {
    const { mrc } = this.#request;
    if (mrc === null) return 'none';
    return this.#mrc?.target(mrc.storage.location(mrc.key)) ?? 'hand-over';
  }

  /** What of the output is summed by whoever makes it. */
  get sums(): Pick<VolumeJob['sums'], 'voxels' | 'encoded'> {
    const isWrittenByWorkers = typeof this.voxels === 'object';
    return {
      voxels: isWrittenByWorkers && this.#mrc?.takesRemainders === true,
      encoded: this.#directory?.takesRemainders === true,
    };
  }

  /** Writes what a unit became; voxels that workers wrote themselves are left out. */
  async write(unit: Unit, result: UnitResult): Promise<void> {
    const outcomes = await Promise.allSettled([
      result.voxels.length > 0 ? this.#mrc?.write(unit, result.voxels) : undefined,
      this.#pyramid?.write(unit, result),
    ]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Writes headers and metadata and makes both appear; `remainder` is that of all voxels, where they are summed. Returns the bytes written. */
  async commit(
    statistics: VolumeStatistics,
    labels: readonly number[] | null,
    remainder: bigint,
  ): Promise<number> {
    let bytes = 0;
    if (this.#pyramid !== null) {
      await this.#putMetadata(this.#pyramid, statistics, labels);
      bytes += this.#pyramid.bytesWritten;
    }
    bytes += (await this.#mrc?.finish(this.#header(statistics), remainder)) ?? 0;
    await this.#directory?.commit();
    return bytes;
  }

  /** Drops all that was staged; what fails does not keep the rest from being dropped. */
  async abort(): Promise<void> {
    await this.#pyramid?.abort();
    await Promise.allSettled([this.#mrc?.abort(), this.#directory?.abort()]);
  }

  /** Å, rounded as names of voxel spacings are; along each axis where the caller gives them, as they are. */
  get #voxelSpacing(): VoxelSpacing {
    const { voxelSpacing } = this.#request;
    return typeof voxelSpacing === 'number' ? Number(formatFixed(voxelSpacing, 3)) : voxelSpacing;
  }

  async #putMetadata(
    pyramid: PyramidOutput,
    statistics: VolumeStatistics,
    labels: readonly number[] | null,
  ): Promise<void> {
    const { facts, levels } = this.#plan;
    await pyramid.finish();
    const voxelSpacing = this.#voxelSpacing;
    const { kind, compatible, colorsOf } = this.#request;
    const shown = kind === 'semantic-mask' ? [1] : (labels ?? []);
    const display =
      compatible === 'portal' ? null : { kind, statistics, colors: colorsOf?.(shown) ?? new Map() };
    const written = { levels: levels.length, voxelSpacing, binsZ: facts.binsZ, labels, display };
    for (const [key, bytes] of encodeGroup(written, this.#version)) await pyramid.put(key, bytes);
  }

  #header(statistics: VolumeStatistics): Uint8Array {
    const { source, timestamp } = this.#request;
    const { facts, levels } = this.#plan;
    return writeMrcHeader({
      shape: levels[0]!.shape,
      type: facts.type,
      isStack: !facts.binsZ,
      voxelSpacing: this.#request.voxelSpacing,
      statistics,
      timestamp,
      extended: source.header.extended,
      extra: source.header.extra,
    });
  }
}

function mrcBytes({ facts, levels }: PyramidPlan, dataOffset: number): number {
  const [nz, ny, nx] = levels[0]!.shape;
  return dataOffset + nz * ny * nx * facts.voxelBytes;
}
