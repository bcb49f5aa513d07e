import { madeAhead } from '../../formats/byte-source.js';
import { mergeStatistics, noStatistics } from '../kernels/statistics.js';
import { collectLabels } from '../labels.js';
import { planPyramid, type Unit, unitsOf } from './pyramid-plan.js';
import type { CheckJob, EdgeFound, SoundUnit, SoundVolume } from './unit-checker.js';

/**
 * Checks the units of a volume, `ahead` of them beside the next, and adds them up in order, so that the statistics are
 * the same for any number of workers. Returns null if a copy differs. Fails like `check`, and when the signal aborts.
 */
export async function checkUnits(
  job: CheckJob,
  ahead: number,
  check: (unit: Unit) => Promise<SoundUnit | null>,
  signal?: AbortSignal,
): Promise<SoundVolume | null> {
  const sum = new Sum();
  const units = unitsOf(planPyramid(job.shape, job.kind));
  for await (const checked of madeAhead(units, ahead, check)) {
    signal?.throwIfAborted();
    if (!sum.add(checked)) return null;
  }
  return sum.finish();
}

/** Adds up the units of a volume. */
class Sum {
  readonly #labels = collectLabels();
  #edge: EdgeFound = 'any';
  #statistics = noStatistics;
  #bytesRead = 0;

  /** Adds a unit; returns false if its copies differ, or it was binned by another rule than those before. */
  add(unit: SoundUnit | null): boolean {
    if (unit === null) return false;
    const { edge, statistics, labels, bytesRead } = unit;
    if (edge !== 'any' && this.#edge !== 'any' && edge !== this.#edge) return false;
    if (edge !== 'any') this.#edge = edge;
    this.#statistics = mergeStatistics(this.#statistics, statistics);
    this.#labels.add(labels);
    this.#bytesRead += bytesRead;
    return true;
  }

  finish(): SoundVolume {
    const labels = [...this.#labels.labels()];
    return { statistics: this.#statistics, labels, bytesRead: this.#bytesRead };
  }
}
