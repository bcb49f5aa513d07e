import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRunMaps } from '../../src/deposition/run-tables.js';
import { makeConfig } from '../pipeline/support/make-context.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('readRunMaps');

async function read(table: string) {
  const warnings: string[] = [];
  const input = new MemoryStorage('in', { 'dep/runs.tsv': table });
  const maps = await readRunMaps(makeConfig(), input, (message) => warnings.push(message));
  return { warnings, cell: maps.rows?.get('a')?.columns.get('x') };
}

test('warns of runs with several rows, of which the last counts', async () => {
  assert.equal(await read('run_name\tx\na\t1\nb\t2\na\t3\n'), {
    warnings: ['in/dep/runs.tsv: a run has several rows, of which the last counts: a'],
    cell: '3',
  });
  const rows = ['a', 'b', 'c', 'd'].map((run) => `${run}\t1\n`).join('');
  assert.equal((await read(`run_name\tx\n${rows}${rows}`)).warnings, [
    'in/dep/runs.tsv: 4 runs have several rows, of which the last counts: a, b, c, …',
  ]);
});

test('says nothing of a table with one row a run', async () => {
  assert.equal(await read('run_name\tx\na\t1\nb\t2\n'), { warnings: [], cell: '1' });
});

test.run();
