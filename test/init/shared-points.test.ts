import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, files, runs } from './support/composed.js';

const test = suite('points of several objects or runs in one file');

test('boxes of EMAN2 are an annotation for each class', async () => {
  const content = files();
  const classes = '{"0": {"boxsize": 32, "name": "ribosome"}, "1": {"boxsize": 8, "name": "vault"}}';
  for (const run of runs) {
    delete content[`site/picks/${run}.csv`];
    const boxes = '[[1, 2, 3, "tomobox", 0, 0], [2, 3, 4, "tomobox", 0, 1]]';
    content[`site/picks/${run}_info.json`] = `{"boxes_3d": ${boxes}, "class_list": ${classes}, "name": "a"}`;
  }
  const { config } = await composed(content);
  assert.equal(
    [...config.matchAll(/filter_value: (\S+)/g)].map(([, name]) => name),
    ['ribosome', 'vault'],
  );
  assert.match(config, 'name: cytosolic ribosome # after the names of the files');
});

test('a table of the points of all runs says that nothing reads it', async () => {
  const content = files();
  content['site/picks/all.csv'] =
    `run_name,x,y,z\n${runs.map((run) => `${run},1,2,3\n${run},2,3,4\n`).join('')}`;
  const { unused, config } = await composed(content);
  assert.equal(
    unused.map(({ path, reason }) => [path, reason]),
    [
      [
        'site/picks/all.csv',
        'points of all runs in one table, which has no reader: write a table for each run',
      ],
    ],
  );
  assert.not.match(config, /run_data_map_file: picks/);
});

test.run();
