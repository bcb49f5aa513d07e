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
  const labels = collectLabels();
  let edge: EdgeFound = 'any';
  let statistics = noStatistics;
  let bytesRead = 0;
  const units = unitsOf(planPyramid(job.shape, job.kind));
  for await (const unit of madeAhead(units, ahead, check)) {
    signal?.throwIfAborted();
    // All units must have been binned by one rule.
    const isOther = unit !== null && unit.edge !== 'any' && edge !== 'any' && unit.edge !== edge;
    if (unit === null || isOther) return null;
    if (unit.edge !== 'any') edge = unit.edge;
    statistics = mergeStatistics(statistics, unit.statistics);
    labels.add(unit.labels);
    bytesRead += unit.bytesRead;
  }
  return { statistics, labels: [...labels.labels()], bytesRead };
}
