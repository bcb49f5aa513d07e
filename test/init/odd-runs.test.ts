import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, files, volume } from './support/composed.js';

const test = suite('runs that have less than the others');

test('a run that has nothing but points is one, if it is called like the others', async () => {
  const isLost = (path: string) => path.includes('lam_10') && !path.includes('picks/');
  const left = Object.entries(files()).filter(([path]) => !isLost(path));
  const { config, unused } = await composed({
    ...Object.fromEntries(left),
    'site/picks/merged_all.csv': '1,2,3\n',
  });
  assert.equal(
    unused.map(({ path }) => path),
    ['site/picks/merged_all.csv'],
  );
  assert.match(config, 'exclude: [^merged_all$]');
});

test('a number that begins a name is that of a run, if no other run has the file too', async () => {
  const all = ['001', '002', '003'].map((run) => [`${run}/rec.mrc`, volume([9, 4, 4], {})] as const);
  const { config, unused } = await composed({
    ...Object.fromEntries(all),
    '002/ribosomes.csv': '1.5,2,3\n2,3,3\n',
  });
  assert.equal(unused, []);
  assert.match(config, "glob_string: '{run_name}/ribosomes.csv'");
});

test.run();
