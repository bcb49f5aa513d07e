import { parseArgs } from 'node:util';
import { listSource } from '../src/init/listing/list-source.js';
import { commonDirectory } from '../src/init/runs/common-directory.js';
import { findRuns } from '../src/init/runs/find-runs.js';
import { openStorage } from '../src/storage/index.js';
import { madeTrees } from './init/made-trees.js';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '5' },
    only: { type: 'string' },
    shared: { type: 'string', default: '../shared' },
    cache: { type: 'string', default: '/tmp/init-synth' },
  },
});
const trees = await madeTrees(
  {
    configs: `${values.shared}/corpus/configs`,
    program: `${values.shared}/tools/synth_sources.py`,
    cache: values.cache,
  },
  (name, index) => (values.only === undefined ? index % Number(values.every) === 0 : name.includes(values.only)),
);
let good = 0;
for (const { name, source, truth } of trees) {
  const storage = await openStorage(source, {});
  const { files } = await listSource(storage);
  const all = files.map(({ segments }) => segments);
  const common = commonDirectory(all).length;
  const paths = all.map((segments) => segments.slice(common));
  const found = findRuns(paths, []);
  const runs = [...found.runs].sort().join(' ');
  if (runs === truth.runs.join(' ')) good += 1;
  else console.log(name, 'FOUND', runs, 'TRUE', truth.runs.join(' '), found.cost);
}
console.log(good, 'of', trees.length);
