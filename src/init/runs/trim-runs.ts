import { countTopic, type Topic } from '../classify/words.js';

const kinds: readonly Topic[] = ['tomogram', 'mask', 'tiltSeries', 'ctf', 'half'];

/**
 * Names without words at their ends that say what a file is: `TS_1` of `TS_1_rec` where all have them, and of `TS_1_bin4` and
 * `TS_1_bin8`, which are names of one run.
 */
export function trimRuns(runs: readonly string[]): readonly string[] {
  const trimmed = [...new Set(runs.map(withoutKinds))];
  return trimmed.length < runs.length ? trimmed : trimShared(runs);
}

/** Whether a name says what a file is and nothing else. */
export function isNameOfKind(name: string): boolean {
  const topics: readonly Topic[] = [...kinds, 'frames', 'gain', 'points', 'folder'];
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => word === '' || isOfKind(word, topics));
}

function trimShared(runs: readonly string[]): readonly string[] {
  const [first = ''] = runs;
  const suffix = kindAtEnd(first);
  if (suffix === null) return runs;
  if (runs.some((run) => !run.endsWith(suffix) || run.length === suffix.length)) return runs;
  return trimShared(runs.map((run) => run.slice(0, -suffix.length)));
}

function withoutKinds(run: string): string {
  const suffix = kindAtEnd(run);
  return suffix === null ? run : withoutKinds(run.slice(0, -suffix.length));
}

/** The delimiter and the word of a kind that a name ends with; null where it ends with another, or is no more than that. */
function kindAtEnd(run: string): string | null {
  const end = /(?<=.)[_\-. ]([\p{L}\p{N}]+)$/u.exec(run);
  const word = (end?.[1] ?? '').toLowerCase();
  return end !== null && isOfKind(word, kinds) ? end[0] : null;
}

/** A number may be that of the run, as in `tomo12`, unless it is what was done. */
function isOfKind(word: string, topics: readonly Topic[]): boolean {
  if (/\d$/.test(word) && !/^(?:bin|lp|half|h|voxelspacing)\d+$/.test(word)) return false;
  return topics.some((topic) => countTopic([word], topic) > 0);
}
