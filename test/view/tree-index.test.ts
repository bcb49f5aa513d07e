import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeJson } from '../../src/base/json-text.js';
import { readTreeIndex } from '../../src/view/tree-index.js';
import { memoryStorage } from '../validate/support/memory-storage.js';

const test = suite('index of a tree');

test('several runs are read at once, in natural order', async () => {
  const runs = Array.from({ length: 12 }, (_, index) => `10000/TS_${index + 1}/run_metadata.json`);
  const paths = ['10000/dataset_metadata.json', ...runs];
  const storage = memoryStorage(new Map(paths.map((path) => [path, encodeJson({})])));
  let [reading, most] = [0, 0];
  const slow = {
    ...storage,
    async stat(key: string) {
      most = Math.max(most, ++reading);
      await new Promise(setImmediate);
      reading -= 1;
      return storage.stat(key);
    },
  };
  const [dataset] = await readTreeIndex({ storage: slow, layout: 'documented' }, (name) => name !== 'TS_2');
  const names = dataset?.runs.map(({ name }) => name) ?? [];
  assert.equal([names.length, ...names.slice(0, 2), names.at(-1)], [11, 'TS_1', 'TS_3', 'TS_12']);
  assert.ok(most > 4, `${most} at once`);
});

test.run();
