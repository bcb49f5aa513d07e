import { voxelCount } from '../chunk-grid.js';
import type { OmeZarrVersion, VolumeHeader, VolumeKind } from '../volume.js';
import { largestUnit, type PyramidPlan, planPyramid, unitsOf } from './pyramid-plan.js';
import type { ConversionPlan } from './volume-engine.js';

const mebibyte = 1024 * 1024;

/** Bytes of the process before it converts anything: runtime, code and configuration. */
const baseBytes = 128 * mebibyte;

/** Bytes of a worker: thread, kernels, largest unit with source rows, three levels and encoded blocks, a result. */
export const workerBytes: Record<OmeZarrVersion, number> = { '0.4': 64 * mebibyte, '0.5': 112 * mebibyte };

/** Bytes of results that wait to be written. */
const waitingBytes = 40 * mebibyte;

/** Volumes of fewer voxels are converted before workers would have started. */
const smallestForWorkers = 12_000_000;

/** Returns the number of workers of `each` bytes that fit into `memory` bytes: at least one, at most `jobs`. */
export function workersWithin(memory: number, jobs: number, each = workerBytes['0.4']): number {
  const fitting = Math.floor((memory - baseBytes - waitingBytes) / each);
  return Math.max(1, Math.min(jobs, fitting));
}

/** True for volumes that several threads convert faster than one. */
export function paysForWorkers({ shape }: Pick<VolumeHeader, 'shape'>, workers: number): boolean {
  return workers > 1 && voxelCount(shape) >= smallestForWorkers;
}

/** Returns how a volume would be converted. */
export function describePlan(
  header: VolumeHeader,
  kind: VolumeKind,
  workers: number,
  version: OmeZarrVersion = '0.4',
): ConversionPlan {
  const plan = planPyramid(header.shape, kind, { version });
  const used = paysForWorkers(header, workers) ? workers : 1;
  let units = 0;
  for (const _ of unitsOf(plan)) units += 1;
  return {
    order: orderOf(plan),
    unit: largestUnit(plan),
    units,
    workers: used,
    bufferBytes: used * workerBytes[version] + (used > 1 ? waitingBytes : 0),
  };
}

function orderOf({ facts, block, unit }: PyramidPlan): string {
  const planes = unit[0] === 4 ? 'four' : `${unit[0]}`;
  return facts.binsZ
    ? `boxes of ${block[0]} planes and ${block[1]} rows, ${planes} planes at a time`
    : 'section by section';
}
