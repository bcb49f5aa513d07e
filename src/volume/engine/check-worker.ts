import { workerData } from 'node:worker_threads';
import { answering } from '../../base/thread-failure.js';
import { instantiateKernels } from '../kernels/load-kernels.js';
import type { KernelModule } from '../kernels/wasm-exports.js';
import type { Unit } from './pyramid-plan.js';
import { openLocal } from './read-fully.js';
import { type CheckJob, type SoundUnit, unitChecker } from './unit-checker.js';

/** A unit that a worker checks; jobs with the same number are the same. */
export interface CheckTask {
  readonly number: number;
  readonly job: CheckJob;
  readonly unit: Unit;
}

// The pool's library, whose own data come first, is not loaded: its start takes as long as that of a thread.
const [, { kernelModule }] = workerData as [unknown, { kernelModule: KernelModule }];
const kernels = instantiateKernels(kernelModule);
let last: { readonly number: number; readonly check: ReturnType<typeof unitChecker> } | null = null;

export default answering(({ number, job, unit }: CheckTask): SoundUnit | null => {
  if (last?.number !== number) {
    kernels.arena.reset();
    last = { number, check: unitChecker(kernels, job, openLocal) };
  }
  return last.check(unit);
});
