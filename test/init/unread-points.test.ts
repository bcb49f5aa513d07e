import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, files, runs } from './support/composed.js';

const test = suite('points that are not taken, or only with options');

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
  assert.equal(await reasonsOf('spike.csv', '12,5;3,1;4,8\nx;y;z\n'), commas);
  assert.equal(await reasonsOf('spike.csv', '12.5;3.1;4.8\n7.5;2.1;4\n'), []);
});

test('a table with semicolons is read with them, in the order and unit of its header', async () => {
  for (const [header, options, binning] of [
    [null, 'file_format: csv\n +delimiter: ;\n', null],
    ['x;y;z;score', 'file_format: csv_with_header\n +delimiter: ;\n', null],
    [
      'z (nm);y (nm);x (nm)',
      'file_format: csv_with_header\n +columns: zyx # as the header names them\n +delimiter: ;\n',
      '0.8',
    ],
  ] as const) {
    const content = files();
    for (const run of runs) {
      delete content[`site/picks/${run}.csv`];
      const row = ['8', '2.5', '1', '0.7'].slice(0, header?.split(';').length ?? 3).join(';');
      content[`site/picks/${run}.csv`] = [...(header === null ? [] : [header]), row, row, ''].join('\n');
    }
    const { config, unused, issues } = await composed(content);
    assert.equal(unused, []);
    assert.match(config, new RegExp(`${options} +glob_string: picks/\\{run_name\\}\\.csv\n`));
    assert.is(/glob_string: picks.*\n +binning: (\S+)/.exec(config)?.[1] ?? null, binning);
    assert.equal(
      issues.filter(({ code }) => code !== 'PLACEHOLDER_LEFT'),
      [],
    );
  }
});

test.run();
