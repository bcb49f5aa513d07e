import { allDone } from '../../base/closing.js';
import { formatFixed } from '../../base/float.js';
import type { FileWriter, StagedDirectory } from '../../storage/storage.js';
import { voxelCount, voxelRuns } from '../chunk-grid.js';
import type { Kernels } from '../kernels/kernels.js';
import { type SampleNarrower, sampleNarrower } from '../mrc/narrow-samples.js';
import { writeMrcHeader } from '../mrc/write-header.js';
import type { VolumeStatistics, ZarrForm } from '../volume.js';
import { encodeGroup } from '../zarr/write-metadata.js';
import type { PyramidOutput } from './pyramid-output.js';
import type { PyramidPlan, Unit } from './pyramid-plan.js';
import { encodeZeroBlocks, PyramidWriter } from './pyramid-writer.js';
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
    /** Writes the header and publishes the file; `remainder`: of voxels that workers wrote. Returns its bytes. */
    async finish(header: Uint8Array, remainder: bigint): Promise<number> {
      const voxelBytes = mrcBytes(plan, 0, narrower);
      if (localPath !== undefined && narrower === null) sums?.add(dataOffset, voxelBytes, remainder);
      await writer.write(0, header);
      await writer.commit();
      return dataOffset + voxelBytes;
    },
    abort: () => writer.abort(),
  };
}

export type VolumeOutput = Awaited<ReturnType<typeof openVolumeOutput>>;

/**
 * Stages the MRC and the OME-Zarr of a volume; neither appears under its name until `commit`. The MRC's samples begin at
 * `dataOffset`, and `encode` encodes chunks of shards.
 */
export async function openVolumeOutput(
  request: ConvertRequest,
  form: ZarrForm | null,
  plan: PyramidPlan,
  kernels: Kernels,
  dataOffset: number,
  encode: EncodeChunk,
) {
  const { mrc, zarr, mrcType = 'float32' } = request;
  const narrower =
    mrc === null || mrcType === 'float32' ? null : sampleNarrower(mrcType, mrc.storage.location(mrc.key));
  const size = mrcBytes(plan, dataOffset, narrower);
  const file = mrc && mrcFile(plan, await mrc.storage.createFile(mrc.key, size), dataOffset, narrower);
  let directory: StagedDirectory | null = null;
  let pyramid: PyramidOutput | null = null;
  try {
    directory = zarr && (await zarr.storage.stageDirectory(zarr.key));
    if (directory !== null && form?.version === '0.4') {
      const zeroBlocks = await encodeZeroBlocks(plan, form.compression, kernels);
      pyramid = new PyramidWriter(plan, form.compression, directory, zeroBlocks);
    } else if (directory !== null && form !== null)
      pyramid = new ShardedPyramid(plan, form, directory, encode);
  } catch (error) {
    await Promise.allSettled([file?.abort(), directory?.abort()]);
    throw error;
  }
  /** The target of the voxels of level 0. */
  const voxels: VolumeJob['voxels'] =
    mrc === null ? 'none' : (file?.target(mrc.storage.location(mrc.key)) ?? 'hand-over');
  return {
    voxels,
    /** The bytes of the output that workers sum. */
    sums: {
      voxels: typeof voxels === 'object' && file?.takesRemainders === true,
      encoded: pyramid !== null && directory?.takesRemainders === true,
    },
    /** Returns the number of voxels that the MRC has rounded. */
    rounded: () => narrower?.rounded() ?? 0,
    /** Writes the result of a unit, without voxels that workers have written. */
    async write(unit: Unit, result: UnitResult): Promise<void> {
      await allDone([
        result.voxels.length > 0 ? file?.write(unit, result.voxels) : undefined,
        pyramid?.write(unit, result),
      ]);
    },
    /**
     * Writes headers and metadata and publishes both outputs; `remainder` is that of all voxels, if they are summed. An
     * earlier OME-Zarr goes first: at no time does a form of it stand beside the new one of the other. Returns the
     * bytes written.
     */
    async commit(statistics: VolumeStatistics, labels: readonly number[] | null, remainder: bigint) {
      if (pyramid !== null && form !== null) {
        await pyramid.finish();
        for (const [key, bytes] of encodeGroup(groupOf(request, plan, statistics, labels), form.version))
          await pyramid.put(key, bytes);
      }
      if (file !== null && pyramid !== null) await directory?.withdraw?.();
      const bytes = (await file?.finish(headerOf(request, plan, statistics), remainder)) ?? 0;
      if (pyramid !== null) await directory?.commit();
      return bytes + (pyramid?.bytesWritten ?? 0);
    },
    /** Drops everything that was staged; an error does not stop the rest from being dropped. */
    async abort(): Promise<void> {
      await pyramid?.abort();
      await Promise.allSettled([file?.abort(), directory?.abort()]);
    },
  };
}

/** Returns the facts of a pyramid for its metadata. */
function groupOf(
  { voxelSpacing, kind, compatible, colorsOf, labelsInLevels }: ConvertRequest,
  { facts, levels }: PyramidPlan,
  statistics: VolumeStatistics,
  labels: readonly number[] | null,
) {
  const shown = kind === 'semantic-mask' ? [1] : (labels ?? []);
  const colors = () => colorsOf?.(shown) ?? new Map();
  return {
    levels: levels.length,
    // One number is rounded like the names of voxel spacings, numbers along each axis are kept.
    voxelSpacing: typeof voxelSpacing === 'number' ? Number(formatFixed(voxelSpacing, 3)) : voxelSpacing,
    binsZ: facts.binsZ,
    labels,
    labelsInLevels,
    display: compatible === 'portal' ? null : { kind, statistics, colors: colors() },
  };
}

function headerOf(
  { source, timestamp, keptHeader, mrcType, voxelSpacing }: ConvertRequest,
  { facts, levels }: PyramidPlan,
  statistics: VolumeStatistics,
): Uint8Array {
  return writeMrcHeader({
    shape: levels[0]!.shape,
    type: facts.type === 'float32' ? (mrcType ?? facts.type) : facts.type,
    isStack: !facts.binsZ,
    voxelSpacing,
    statistics,
    timestamp,
    extended: source.header.extended,
    extra: source.header.extra,
    kept: keptHeader,
  });
}

function mrcBytes({ facts, levels }: PyramidPlan, dataOffset: number, narrower: SampleNarrower | null) {
  return dataOffset + voxelCount(levels[0]!.shape) * (narrower?.bytes ?? facts.voxelBytes);
}
