import { allDone } from '../../base/closing.js';
import { formatFixed } from '../../base/float.js';
import type { FileWriter, StagedDirectory } from '../../storage/storage.js';
import { voxelCount, voxelRuns } from '../chunk-grid.js';
import type { Kernels } from '../kernels/kernels.js';
import { SampleNarrower } from '../mrc/narrow-samples.js';
import { writeMrcHeader } from '../mrc/write-header.js';
import type { OmeZarrVersion, VolumeStatistics, VoxelSpacing, ZarrForm } from '../volume.js';
import { encodeGroup } from '../zarr/write-metadata.js';
import type { PyramidOutput } from './pyramid-output.js';
import type { PyramidPlan, Unit } from './pyramid-plan.js';
import { PyramidWriter } from './pyramid-writer.js';
import { type EncodeChunk, ShardedPyramid } from './sharded-pyramid.js';
import type { ConvertRequest } from './volume-engine.js';
import type { UnitResult, VolumeJob, VoxelTarget } from './volume-job.js';

/** Writes the voxels of units into an MRC file; its header is written last. */
function mrcFile(plan: PyramidPlan, writer: FileWriter, dataOffset: number, narrower: SampleNarrower | null) {
  const { localPath, sums } = writer;
  return {
    /** Returns the file into which workers may write voxels themselves; null if they must be passed to `write`. */
    target: (location: string): VoxelTarget | null =>
      localPath === undefined || narrower !== null ? null : { path: localPath, location, offset: dataOffset },
    /** True if remainders of the voxels that workers write are used. */
    takesRemainders: sums !== undefined,
    /** Writes a unit's voxels, planes of rows without gaps. */
    async write(unit: Unit, voxels: Uint8Array): Promise<void> {
      const { facts, levels } = plan;
      const ratio = (narrower?.bytes ?? facts.voxelBytes) / facts.voxelBytes;
      for (const { inRegion, inVolume, bytes } of voxelRuns(unit, levels[0]!.shape, facts.voxelBytes)) {
        const run = voxels.subarray(inRegion, inRegion + bytes);
        await writer.write(dataOffset + inVolume * ratio, narrower?.narrow(run) ?? run);
      }
    },
    /**
     * Writes the header and publishes the file; `remainder` is that of all voxels, if workers wrote them. Returns the
     * bytes of the file.
     */
    async finish(header: Uint8Array, remainder: bigint): Promise<number> {
      const voxelBytes = mrcBytes(plan, 0, narrower);
      if (localPath !== undefined && narrower === null) sums?.add(dataOffset, voxelBytes, remainder);
      await writer.write(0, header);
      await writer.commit();
      return dataOffset + voxelBytes;
    },
    abort: () => writer.abort(),
    /** Returns the number of voxels that were rounded to the type of the samples. */
    rounded: () => narrower?.rounded ?? 0,
  };
}

type MrcFile = ReturnType<typeof mrcFile>;

/** The OME-Zarr being written. */
interface ZarrFile {
  readonly directory: StagedDirectory;
  readonly pyramid: PyramidOutput;
  readonly version: OmeZarrVersion;
}

/** The MRC and the OME-Zarr of a volume being written; neither appears under its name until `commit`. */
export class VolumeOutput {
  readonly #request: ConvertRequest;
  readonly #plan: PyramidPlan;
  readonly #mrc: MrcFile | null;
  readonly #zarr: ZarrFile | null;

  private constructor(
    request: ConvertRequest,
    plan: PyramidPlan,
    mrc: MrcFile | null,
    zarr: ZarrFile | null,
  ) {
    this.#request = request;
    this.#plan = plan;
    this.#mrc = mrc;
    this.#zarr = zarr;
  }

  /** Stages both outputs; the MRC's samples begin at `dataOffset`, and `encode` encodes chunks of shards. */
  static async open(
    request: ConvertRequest,
    form: ZarrForm | null,
    plan: PyramidPlan,
    kernels: Kernels,
    dataOffset: number,
    encode: EncodeChunk,
  ): Promise<VolumeOutput> {
    const { mrc, zarr, mrcType = 'float32' } = request;
    const narrower =
      mrc === null || mrcType === 'float32'
        ? null
        : new SampleNarrower(mrcType, mrc.storage.location(mrc.key));
    const size = mrcBytes(plan, dataOffset, narrower);
    const file =
      mrc === null ? null : mrcFile(plan, await mrc.storage.createFile(mrc.key, size), dataOffset, narrower);
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

  /** The target of the voxels of level 0. */
  get voxels(): VolumeJob['voxels'] {
    const { mrc } = this.#request;
    if (mrc === null) return 'none';
    return this.#mrc?.target(mrc.storage.location(mrc.key)) ?? 'hand-over';
  }

  /** Number of voxels that the MRC has rounded. */
  get rounded(): number {
    return this.#mrc?.rounded() ?? 0;
  }

  /** The bytes of the output that workers sum. */
  get sums(): Pick<VolumeJob['sums'], 'voxels' | 'encoded'> {
    const isWrittenByWorkers = typeof this.voxels === 'object';
    return {
      voxels: isWrittenByWorkers && this.#mrc?.takesRemainders === true,
      encoded: this.#zarr?.directory.takesRemainders === true,
    };
  }

  /** Writes the result of a unit, without voxels that workers have written. */
  async write(unit: Unit, result: UnitResult): Promise<void> {
    await allDone([
      result.voxels.length > 0 ? this.#mrc?.write(unit, result.voxels) : undefined,
      this.#zarr?.pyramid.write(unit, result),
    ]);
  }

  /**
   * Writes headers and metadata and publishes both outputs; `remainder` is that of all voxels, if they are summed. An
   * earlier OME-Zarr goes first: at no time does a form of it stand beside the new one of the other. Returns the bytes
   * written.
   */
  async commit(
    statistics: VolumeStatistics,
    labels: readonly number[] | null,
    remainder: bigint,
  ): Promise<number> {
    if (this.#zarr !== null) await this.#putMetadata(this.#zarr, statistics, labels);
    if (this.#mrc !== null) await this.#zarr?.directory.withdraw?.();
    const bytes = (await this.#mrc?.finish(this.#header(statistics), remainder)) ?? 0;
    await this.#zarr?.directory.commit();
    return bytes + (this.#zarr?.pyramid.bytesWritten ?? 0);
  }

  /** Drops everything that was staged; an error does not stop the rest from being dropped. */
  async abort(): Promise<void> {
    await this.#zarr?.pyramid.abort();
    await Promise.allSettled([this.#mrc?.abort(), this.#zarr?.directory.abort()]);
  }

  /** Voxel spacing in Å: one number is rounded like the names of voxel spacings, numbers along each axis are kept. */
  get #voxelSpacing(): VoxelSpacing {
    const { voxelSpacing } = this.#request;
    return typeof voxelSpacing === 'number' ? Number(formatFixed(voxelSpacing, 3)) : voxelSpacing;
  }

  async #putMetadata(
    { pyramid, version }: ZarrFile,
    statistics: VolumeStatistics,
    labels: readonly number[] | null,
  ): Promise<void> {
    const { facts, levels } = this.#plan;
    await pyramid.finish();
    const { kind, compatible, colorsOf, labelsInLevels } = this.#request;
    const shown = kind === 'semantic-mask' ? [1] : (labels ?? []);
    const display =
      compatible === 'portal' ? null : { kind, statistics, colors: colorsOf?.(shown) ?? new Map() };
    const written = {
      levels: levels.length,
      voxelSpacing: this.#voxelSpacing,
      binsZ: facts.binsZ,
      labels,
      labelsInLevels,
      display,
    };
    for (const [key, bytes] of encodeGroup(written, version)) await pyramid.put(key, bytes);
  }

  #header(statistics: VolumeStatistics): Uint8Array {
    const { source, timestamp, keptHeader, mrcType } = this.#request;
    const { facts, levels } = this.#plan;
    return writeMrcHeader({
      shape: levels[0]!.shape,
      type: facts.type === 'float32' ? (mrcType ?? facts.type) : facts.type,
      isStack: !facts.binsZ,
      voxelSpacing: this.#request.voxelSpacing,
      statistics,
      timestamp,
      extended: source.header.extended,
      extra: source.header.extra,
      kept: keptHeader,
    });
  }
}

function mrcBytes(
  { facts, levels }: PyramidPlan,
  dataOffset: number,
  narrower: SampleNarrower | null,
): number {
  return dataOffset + voxelCount(levels[0]!.shape) * (narrower?.bytes ?? facts.voxelBytes);
}
