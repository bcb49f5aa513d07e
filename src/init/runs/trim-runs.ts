import { countTopic, type Topic } from '../classify/words.js';
import { fragmentsOf } from './fragments.js';

const kinds: readonly Topic[] = ['tomogram', 'mask', 'tiltSeries', 'ctf', 'half'];

/** Names without words at their ends that all have and that say what a file is: `TS_1` of `TS_1_rec`. */
export function trimRuns(runs: readonly string[]): readonly string[] {
  const [first = ''] = runs;
  const suffix = kindAtEnd(first);
  if (suffix === null) return runs;
  if (runs.some((run) => !run.endsWith(suffix) || run.length === suffix.length)) return runs;
  return trimRuns(runs.map((run) => run.slice(0, -suffix.length)));
}

/**
 * Names that others are made of, where most come in pairs: `pos1` and `pos2` of `pos1`, `pos2`, `a_pos1` and `b_pos2`;
 * and where most are variants of a kind, what they are variants of: `TS_1` of `TS_1_bin4` and `TS_1_bin8`.
 */
export function withoutVariants(names: readonly string[]): readonly string[] {
  const plain = withoutLonger(names);
  const counts = new Map<string, number>();
  for (const name of plain.map(withoutKinds)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const several = [...counts].filter(([, count]) => count > 1);
  const variants = several.reduce((sum, [, count]) => sum + count, 0);
  return variants * 2 > plain.length ? several.map(([name]) => name) : plain;
}

function withoutLonger(names: readonly string[]): readonly string[] {
  const known = new Set(names);
  const made = new Map<string, string>();
  for (const name of names) {
    const inner = fragmentsOf(name).find(({ text }) => text !== name && known.has(text));
    if (inner !== undefined) made.set(name, inner.text);
  }
  const shorter = new Set(made.values());
  const isPaired = shorter.size >= 2 && (made.size + shorter.size) * 2 > names.length;
  return isPaired ? [...shorter].filter((name) => !made.has(name)) : names;
}

/** Whether a name says what a file is and nothing else. */
export function isNameOfKind(name: string): boolean {
  const topics: readonly Topic[] = [...kinds, 'frames', 'gain', 'points', 'folder'];
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => word === '' || isOfKind(word, topics));
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
