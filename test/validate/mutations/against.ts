import type { ExpectedItems } from '../../../src/validate/validate.js';
import { run } from '../support/good-metadata.js';
import type { Mutation } from './mutation.js';

const [dataset = '', name = ''] = run.split('/');

function expected(...contexts: ExpectedItems['contexts']): NonNullable<Mutation['options']> {
  return { findExpected: async () => ({ contexts, notChecked: [] }) };
}

const there = { path: run, entity: 'run', dataset, run: name, name, isAbsent: false, missing: [] };

/** Differences between a deposition and the tree. */
export const againstMutations: readonly Mutation[] = [
  {
    code: 'RUN_NOT_PUBLISHED',
    what: 'a run of the deposition is not there',
    change: () => {},
    options: expected(there, {
      ...there,
      path: `${dataset}/TS_B`,
      run: 'TS_B',
      name: 'TS_B',
      isAbsent: true,
      missing: [`${dataset}/TS_B`],
    }),
  },
  {
    code: 'ITEM_NOT_PUBLISHED',
    what: 'a gain of the deposition is not there',
    change: () => {},
    options: expected(there, { ...there, entity: 'gain', name: 'x.mrc', missing: [`${run}/Gains/x.mrc`] }),
  },
];
