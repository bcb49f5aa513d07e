import { countTopic } from '../classify/words.js';

/** Names without words at their ends that all have and that say what a file is: `TS_1` of `TS_1_rec`. */
export function trimRuns(runs: readonly string[]): readonly string[] {
  const [first = ''] = runs;
  const end = /[_\-. ]([\p{L}\p{N}]+)$/u.exec(first);
  if (end === null) return runs;
  const [suffix, word] = [end[0], (end[1] ?? '').toLowerCase()];
  const isKind = (['tomogram', 'mask', 'tiltSeries'] as const).some((topic) => countTopic([word], topic) > 0);
  if (!isKind || runs.some((run) => !run.endsWith(suffix) || run.length === suffix.length)) return runs;
  return trimRuns(runs.map((run) => run.slice(0, -suffix.length)));
}
