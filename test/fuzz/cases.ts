import { createRandom } from '../../demo/random.js';
import { mutate } from './mutate.js';
import type { InputFiles, Target } from './target.js';

/** A target whose seeds were made. */
export interface LoadedTarget extends Target {
  readonly inputs: readonly InputFiles[];
}

/** The target of a name, else all whose name holds it. */
export function chosenTargets(targets: readonly Target[], name: string): readonly Target[] {
  const exact = targets.filter((target) => target.name === name);
  return exact.length > 0 ? exact : targets.filter((target) => target.name.includes(name));
}

/** Makes the seeds of targets. */
export function loadTargets(targets: readonly Target[]): Promise<LoadedTarget[]> {
  return Promise.all(
    targets.map(async (target) => ({
      name: target.name,
      seeds: () => target.seeds(),
      read: (files: InputFiles) => target.read(files),
      inputs: await target.seeds(),
    })),
  );
}

/** The case of an index: it depends on the seed, the index and the targets alone. The targets take turns. */
export function caseAt(
  targets: readonly LoadedTarget[],
  seed: number,
  index: number,
): { readonly target: LoadedTarget; readonly files: InputFiles } {
  const target = targets[index % targets.length];
  if (target === undefined) throw new Error('no target');
  const random = createRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  const [input, other] = [0, 0].map(() => target.inputs[random.integer(target.inputs.length)]);
  return { target, files: mutate(input ?? new Map(), other ?? new Map(), random) };
}
