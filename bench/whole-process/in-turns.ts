import { median } from '../median.js';
import type { Usage } from './run-process.js';

/** A way to do something that is compared with others. */
export interface Contestant<Taken extends Usage = Usage> {
  readonly name: string;
  run(): Taken;
}

/** Medians over all rounds of one contestant. */
export interface Outcome<Taken extends Usage = Usage> extends Usage {
  readonly name: string;
  /** Median over the rounds of its wall time divided by that of the first contestant. */
  readonly ratio: number;
  readonly runs: readonly Taken[];
}

/** Runs contestants in turns; another one goes first in each round, since what ran just before leaves memory in another state. */
export function inTurns<Taken extends Usage>(
  contestants: readonly Contestant<Taken>[],
  rounds: number,
): Outcome<Taken>[] {
  const all: Taken[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (round + turn) % contestants.length;
      const taken = contestants[index]?.run();
      if (taken !== undefined) all[index]?.push(taken);
    }
  }
  const first = all[0] ?? [];
  return contestants.map(({ name }, index) => {
    const runs = all[index] ?? [];
    return {
      name,
      runs,
      wall: median(runs.map(({ wall }) => wall)),
      cpu: median(runs.map(({ cpu }) => cpu)),
      peak: median(runs.map(({ peak }) => peak)),
      ratio: median(runs.map(({ wall }, round) => wall / (first[round]?.wall ?? Number.NaN))),
    };
  });
}
