import { CryoetError, FormatError, IngestError } from '../../base/errors.js';
import { madeAhead } from '../../formats/byte-source.js';
import { voxelCount } from '../chunk-grid.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import type { Kernels, MaskRule } from '../kernels/kernels.js';
import { finishStatistics, mergeStatistics, noStatistics } from '../kernels/statistics.js';
import { mrcHeaderBytes } from '../mrc/header.js';
import { RowReader, type RowVolume } from '../row-reader.js';
import { kindFacts } from '../samples.js';
import { usualZarrForm, type VolumeHeader, type VolumeKind, type ZarrForm } from '../volume.js';
import { collectPreview } from './preview.js';
import { planPyramid, type Unit, unitsOf } from './pyramid-plan.js';
import type { EncodeChunk } from './sharded-pyramid.js';
import type { UnitRunner } from './unit-runner.js';
import type { ConvertRequest, ConvertResult, MaskOptions } from './volume-engine.js';
import type { UnitResult, VolumeJob } from './volume-job.js';
import { openVolumeOutput, type VolumeOutput } from './volume-output.js';

/**
 * Converts a volume with a runner; `kernels` are those of the calling thread, `id` distinguishes the volumes of an
 * engine. Fails like `VolumeEngine.convert`.
 */
export async function convertVolume(
  request: ConvertRequest,
  runner: UnitRunner,
  kernels: Kernels,
  id: number,
): Promise<ConvertResult> {
  const { source, kind, signal, onProgress } = request;
  const { header } = source;
  const form = request.zarr === null ? null : (request.zarrForm ?? usualZarrForm);
  const plan = planPyramid(header.shape, kind, { levels: request.levels, version: form?.version });
  const total = voxelCount(header.shape);
  const labels = new Set<number>();
  let statistics = noStatistics;
  let [done, setCount, invalidCount] = [0, 0, 0];
  const sums = sumUnits(request, kernels);
  const encodeChunk: EncodeChunk = (samples) => runner.encodeChunk(job, samples);
  const dataOffset = mrcHeaderBytes + (request.source.header.extended?.bytes.length ?? 0);
  const output = await openVolumeOutput(request, form, plan, kernels, dataOffset, encodeChunk);
  const job = describeJob(request, form, output, id);
  const preview = job.preview === null ? null : collectPreview(plan, job.preview);
  const fetchInTurn = inTurn((unit: Unit) => fetchRows(source, unit));
  try {
    const results = madeAhead(
      unitsOf(plan),
      runner.depth - 1,
      async (unit) => {
        signal?.throwIfAborted();
        try {
          const rows = job.path === null ? await fetchInTurn(unit) : null;
          return [unit, await runner.run(job, unit, rows)] as const;
        } catch (cause) {
          throw unitError(cause, unit, source.location);
        }
      },
      ([, result]) => result.release(),
    );
    for await (const [unit, result] of results) {
      try {
        signal?.throwIfAborted();
        await output.write(unit, result);
        preview?.add(unit, result.preview);
        sums.add(unit, result.sums);
      } finally {
        result.release();
      }
      statistics = mergeStatistics(statistics, result.statistics);
      setCount += result.setCount;
      invalidCount += result.invalidCount;
      for (const label of result.labels) labels.add(label);
      done += voxelCount(unit.extent);
      onProgress?.(done, total);
    }
    signal?.throwIfAborted();
    const finished = finishStatistics(statistics);
    const levels = plan.levels.map(({ shape }) => shape);
    const facts = { shape: header.shape, levels, statistics: finished };
    const odd = [
      [finished.nanCount, 'are NaN'],
      [finished.infinityCount, 'are infinite'],
      [invalidCount, 'are not labels (integers of 0 to 65535) and became 0'],
      [output.rounded(), `were rounded to ${request.mrcType}`],
    ] as const;
    const warnings = [
      ...header.warnings,
      ...odd.filter(([count]) => count > 0).map(([count, what]) => `${count} voxels ${what}`),
      // Chunks of zeros are not written, and validation would report them as missing.
      ...(finished.count > 0 && finished.min === 0 && finished.max === 0 && plan.facts.type === 'float32'
        ? ['all voxels are 0']
        : []),
    ];
    sums.reportSource();
    if (isEmpty(kind, setCount, labels)) {
      await output.abort();
      return { ...facts, bytesWritten: 0, warnings, empty: true };
    }
    await source.samples.reader.verify?.();
    const sorted = kind === 'instance-mask' ? [...labels].sort((a, b) => a - b) : null;
    const bytesWritten = await output.commit(finished, sorted, sums.voxels());
    return {
      ...facts,
      bytesWritten,
      warnings,
      ...(sorted === null ? {} : { labels: sorted }),
      ...(preview === null ? {} : { preview: preview.finish() }),
    };
  } catch (error) {
    await output.abort().catch(() => undefined);
    throw error;
  }
}

function describeJob(
  { source, kind, edge, mask, levels, preview }: ConvertRequest,
  zarr: ZarrForm | null,
  { voxels, sums }: Pick<VolumeOutput, 'voxels' | 'sums'>,
  id: number,
): VolumeJob {
  const { header, samples } = source;
  const { sampleType, littleEndian, unsignedBytes } = header;
  return {
    id,
    kind,
    levels,
    shape: header.shape,
    format: { sampleType, littleEndian, unsignedBytes },
    edge,
    mask: maskRule(kind, mask),
    path: samples.reader.localPath,
    samples: { offset: samples.offset, rowBytes: samples.rowBytes },
    voxels,
    zarr,
    sums: { ...sums, source: samples.reader.sums !== undefined && isGapless(header, samples.rowBytes) },
    preview: kind === 'tomogram' ? (preview ?? null) : null,
  };
}

function maskRule(kind: VolumeKind, mask: MaskOptions | undefined): MaskRule | null {
  if (kind !== 'semantic-mask') return null;
  return mask?.threshold === undefined ? { equals: mask?.label ?? 1 } : { threshold: mask.threshold };
}

function isEmpty(kind: VolumeKind, setCount: number, labels: ReadonlySet<number>): boolean {
  if (kind === 'semantic-mask') return setCount === 0;
  return kind === 'instance-mask' && labels.size === 0;
}

/**
 * Returns a function whose answers come in the order of the questions, failures too. Workers must be given the units of
 * a volume in order: results wait in their memory until those before are written, and with that full, a unit that came
 * late would wait for ever.
 */
function inTurn<Question, Answer>(answer: (question: Question) => Promise<Answer>) {
  let before: Promise<unknown> = Promise.resolve();
  return (question: Question): Promise<Answer> => {
    const own = answer(question);
    const turn = Promise.allSettled([before, own]).then(() => own);
    before = turn;
    return turn;
  };
}

/** Reads the source rows of a unit, without gaps, from a file that is not on this machine. */
async function fetchRows(volume: RowVolume, { origin, extent }: Unit): Promise<Uint8Array> {
  const { header, samples } = volume;
  const [planes, rows, columns] = extent;
  const tileBytes = sourceRowBytes(header.sampleType, columns);
  const skipped = sourceRowBytes(header.sampleType, origin[2]);
  const fetched = new Uint8Array(planes * rows * tileBytes);
  const reader = new RowReader(volume);
  await Promise.all(
    Array.from({ length: planes }, async (_, plane) => {
      const wide = await reader.fetch({ z: origin[0] + plane, y: origin[1], rows });
      if (columns === header.shape[2]) return fetched.set(wide, plane * rows * tileBytes);
      for (let row = 0; row < rows; row += 1) {
        const from = row * samples.rowBytes + skipped;
        fetched.set(wide.subarray(from, from + tileBytes), (plane * rows + row) * tileBytes);
      }
    }),
  );
  return fetched;
}

/** Returns the error that a unit ended with, with the volume and the part of it that the unit covers. */
function unitError(cause: unknown, unit: Unit, location: string): Error {
  if (cause instanceof CryoetError && cause.facts.path !== undefined) return cause;
  const voxels = `${span('planes', unit, 0)}, ${span('rows', unit, 1)}, ${span('columns', unit, 2)}`;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const facts = { ...(cause instanceof CryoetError ? cause.facts : {}), path: location, cause };
  return cause instanceof FormatError
    ? new FormatError(`${voxels}: ${reason}`, facts)
    : new IngestError(`${voxels} could not be converted: ${reason}`, facts);
}

function span(name: string, { origin, extent }: Unit, axis: 0 | 1 | 2): string {
  return `${name} ${origin[axis]} to ${origin[axis] + extent[axis] - 1}`;
}

/** Combines the CRC-64 remainders of units into those of the source's samples and of the MRC's voxels. */
function sumUnits({ source: { header, samples }, kind }: ConvertRequest, kernels: Kernels) {
  const { shape, sampleType } = header;
  const { voxelBytes } = kindFacts(kind);
  let [source, voxels] = [0n, 0n];
  return {
    /**
     * Adds a unit. Its remainders are moved back by the bytes up to its end, so that one shift by all bytes, at the
     * end, puts every unit in its position.
     */
    add({ origin, extent }: Unit, sums: UnitResult['sums']): void {
      if (sums.source === 0n && sums.voxels === 0n) return;
      const row = (origin[0] + extent[0] - 1) * shape[1] + origin[1] + extent[1] - 1;
      const column = origin[2] + extent[2];
      const before = row * samples.rowBytes + sourceRowBytes(sampleType, column);
      source ^= kernels.shiftSum(sums.source, -before);
      voxels ^= kernels.shiftSum(sums.voxels, -(row * shape[2] + column) * voxelBytes);
    },
    /** Returns the remainder of all voxels in the MRC. */
    voxels: () => kernels.shiftSum(voxels, voxelCount(shape) * voxelBytes),
    /** Passes the remainder of the source's samples, which the workers have read, to the reader that sums the file. */
    reportSource(): void {
      if (!isGapless(header, samples.rowBytes)) return;
      const bytes = shape[0] * shape[1] * samples.rowBytes;
      samples.reader.sums?.add(samples.offset, bytes, kernels.shiftSum(source, bytes));
    },
  };
}

/** True if rows of samples follow each other without gaps. */
function isGapless({ sampleType, shape }: VolumeHeader, rowBytes: number): boolean {
  return rowBytes === sourceRowBytes(sampleType, shape[2]);
}
