import { setAnswer, stepsOf } from '../yaml/set-answers.js';
import type { MapNode } from '../yaml/yaml-node.js';

/** Values by the place that they belong to: `datasets[0].metadata.dataset_title`. */
export type Answers = readonly (readonly [path: string, value: unknown])[];

/** Puts answers into a configuration; what takes items of lists away comes last, so that places stay as they were asked for. */
export function applyAnswers(document: MapNode, answers: Answers): { document: MapNode; stray: string[] } {
  const stray: string[] = [];
  let answered = document;
  const apply = ([path, value]: Answers[number]) => {
    const changed = setAnswer(answered, stepsOf(path), value);
    if (changed === null) stray.push(path);
    else answered = changed;
  };
  const removals = answers.filter(([path, value]) => value === null && path.endsWith(']'));
  for (const answer of answers.filter((one) => !removals.includes(one))) apply(answer);
  for (const answer of [...removals].sort(([a], [b]) => compareBackwards(a, b))) apply(answer);
  return { document: answered, stray };
}

/** Later items first. */
function compareBackwards(a: string, b: string): number {
  const [left, right] = [stepsOf(a), stepsOf(b)];
  for (const [index, step] of left.entries()) {
    const other = right[index];
    if (other === undefined) return -1;
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return other - step;
    return String(step) < String(other) ? 1 : -1;
  }
  return 1;
}
