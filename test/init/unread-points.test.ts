import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, files, runs } from './support/composed.js';

const test = suite('points that are not taken');

/** Returns why the points of every run are left out; empty if they are not. */
async function reasonsOf(name: string, text: string): Promise<string[]> {
  const points = runs.map((run) => [`site/spikes/${run}_${name}`, text]);
  const { unused } = await composed({ ...files(), ...Object.fromEntries(points) });
  return [...new Set(unused.map(({ reason }) => reason))];
}

test('tables without a header say what of their numbers is not read', async () => {
  const commas = ['table of numbers with decimal commas: write points for them'];
  assert.equal(await reasonsOf('spike.csv', '12,5;3,1;4,8\n7,5;2,1;4,9\n'), commas);
  assert.equal(await reasonsOf('spike.txt', '12,5\t3\t4,8\n7,5\t2,1\t4,9\n'), commas);
  assert.equal(await reasonsOf('spike.txt', '12,5 3,1 4,8\n7,5 2,1 4,9\n'), commas);
  assert.match((await reasonsOf('spike.csv', '12.5;3.1;4.8\n7.5;2.1;4\n'))[0] ?? '', "with delimiter: ';'");
});

test.run();
