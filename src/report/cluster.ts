import { countOf, nameSome, printLines } from '../base/messages.js';
import type { PartStatus, PlanStatus, RunStatus } from '../cluster/part-status.js';
import type { PartLoad } from '../cluster/plan.js';
import { leaseLimit } from '../tree/layout/own-files.js';
import { formatBytes, formatDuration } from './quantities.js';

/** Lines of the table of parts. If there are more parts, those that are done or waiting are only counted. */
const mostLines = 40;
const mostNames = 10;

/** Seconds without a sign of a part that are told; a lease is renewed every 15 s. */
const longSilence = 30;

/** States of parts that need no attention. */
const quiet: ReadonlySet<RunStatus> = new Set(['done', 'waiting']);

/** Formats the progress of the parts of a plan for a terminal. */
export function formatStatus({ parts, bytes, bytesDone, failedRuns, timeLeft }: PlanStatus): string {
  const count = (status: RunStatus) => parts.filter((part) => part.status === status).length;
  const states = (['done', 'running', 'failed', 'stopped', 'waiting'] as const).filter(
    (status) => count(status) > 0,
  );
  const shown = parts.length <= mostLines ? parts : parts.filter(({ status }) => !quiet.has(status));
  const again = parts.filter(({ status }) => status === 'stopped' || status === 'failed');
  const numbers = again.map(({ part }) => part).join(',');
  return printLines([
    ...shown.slice(0, mostLines).map(describePart),
    ...(shown.length > mostLines ? [`… and ${shown.length - mostLines} more`] : []),
    `${countOf(parts.length, 'part')}: ${states.map((status) => `${count(status)} ${status}`).join(', ')}`,
    ...(failedRuns.length === 0 ? [] : [`runs with failed items: ${nameSome(failedRuns, mostNames)}`]),
    `${formatBytes(bytesDone)} of ${formatBytes(bytes)}${timeLeft === null ? '' : `, about ${formatDuration(timeLeft)} left`}`,
    ...(again.length === 0
      ? []
      : [`To go on: run part ${numbers} of ${parts.length} again, with --part or sbatch --array=${numbers}`]),
  ]);
}

function describePart({ part, status, runs, bytes, bytesDone, silence, task }: PartStatus): string {
  const total = Object.values(runs).reduce((sum, each) => sum + each, 0);
  const failed = runs.failed > 0 ? `, ${runs.failed} failed` : '';
  const quiet =
    silence === null || silence < longSilence
      ? ''
      : `, no sign for ${Math.round(silence)} s, taken over after ${leaseLimit / 1000} s`;
  return `part ${part}: ${status}${task === undefined ? '' : ` (${task} in Slurm)`}${quiet}, ${runs.done + runs.failed} of ${countOf(total, 'run')}${failed}, ${formatBytes(bytesDone)} of ${formatBytes(bytes)}`;
}

/** Formats the result of `cryoet plan`: the total work, and how evenly it is divided. */
export function formatParts(loads: readonly PartLoad[], file: string): string {
  const total = (key: 'runs' | 'bytes' | 'seconds') => loads.reduce((sum, load) => sum + load[key], 0);
  const mean = total('seconds') / loads.length;
  const largest = loads.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  const ratio = mean > 0 ? largest / mean : 1;
  const [runs, parts] = [total('runs'), loads.length];
  return printLines([
    `${countOf(runs, 'run')}, ${formatBytes(total('bytes'))}, about ${formatDuration(total('seconds'))} of processor time`,
    `${countOf(parts, 'part')} in ${file}: the largest about ${formatDuration(largest)}, ${ratio.toFixed(3)} times the mean`,
  ]);
}
