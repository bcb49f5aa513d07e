import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** How the readers are fuzzed. */
export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  /** Index of the first case. */
  readonly from: number;
  /** The target of this name, else those whose name holds it. */
  readonly only: string;
  readonly jobs: number;
  /** Directory that failing inputs are written to. */
  readonly out: string;
  /** Directory of a failing input that is read once more; null to make new ones. */
  readonly replay: string | null;
}

export const defaultSeed = 20_261_126;

/** Reads the arguments of `npm run fuzz`; fails on others. */
export function fuzzOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(defaultSeed) },
      from: { type: 'string', default: '0' },
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: String(Math.min(4, availableParallelism())) },
      out: { type: 'string', default: 'artifacts/fuzz' },
      replay: { type: 'string' },
    },
  });
  const number = (name: 'cases' | 'seed' | 'from' | 'jobs') => {
    const value = Number(values[name]);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Error(`--${name} takes a whole number, not ${values[name]}`);
    return value;
  };
  return {
    cases: number('cases'),
    seed: number('seed'),
    from: number('from'),
    only: values.only,
    jobs: Math.max(1, number('jobs')),
    out: values.out,
    replay: values.replay ?? null,
  };
}
