import type { PartLoad } from '../../cluster/index.js';
import { countOf } from '../../errors/index.js';
import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';

/** What a plan came to: how much there is, and how even its parts are. */
export function formatParts(loads: readonly PartLoad[], file: string): string {
  const total = (key: 'runs' | 'bytes' | 'seconds') => loads.reduce((sum, load) => sum + load[key], 0);
  const mean = total('seconds') / loads.length;
  const largest = loads.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  const ratio = mean > 0 ? largest / mean : 1;
  const [runs, parts] = [total('runs'), loads.length];
  return [
    `${countOf(runs, 'run')}, ${formatBytes(total('bytes'))}, about ${formatDuration(total('seconds'))} of processor time`,
    `${countOf(parts, 'part')} in ${file}: the largest about ${formatDuration(largest)}, ${ratio.toFixed(3)} times the mean`,
    '',
  ].join('\n');
}
