import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { isWhole } from '../support/long.js';
import { diffMemory, exact } from './support/diff-memory.js';
import { copyTree, makeTree } from './support/make-tree.js';

const test = suite('damaged files of viewers');

const before = await makeTree(await loadKernels(), 'documented');
const paths = [...before.files.keys()].filter((path) => path.includes('_precompute/'));
const onlyViewer = { ...exact, types: ['annotation_viz'] };

test('whatever is damaged is a change, and never a failure', async () => {
  const random = createRandom(11);
  for (let round = 0; round < (isWhole ? 250 : 60); round++) {
    const after = copyTree(before);
    const path = paths[random.integer(paths.length)] as string;
    const bytes = Uint8Array.from(after.files.get(path) as Uint8Array);
    const at = random.integer(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << random.integer(8));
    after.files.set(path, random.uniform() < 0.3 ? bytes.slice(0, at) : bytes);
    const { entities, status } = await diffMemory(before, after, onlyViewer);
    const changes = entities.flatMap((entity) => entity.changes);
    assert.ok(changes.length > 0, `round ${round}: ${path} byte ${at}`);
    const isStorageOnly = changes.every(({ severity }) => severity === 'storage');
    assert.is(status === 0, isStorageOnly, `round ${round}: ${path} byte ${at}`);
  }
});

test('directories of another form are compared by their bytes', async () => {
  const [a, b] = [copyTree(before), copyTree(before)];
  const info = paths.find((path) => path.endsWith('point_precompute/info')) as string;
  const put = (tree: typeof a, text: string) => void tree.files.set(info, new TextEncoder().encode(text));
  put(a, '{"@type": "neuroglancer_skeletons"}');
  put(b, '{"@type": "neuroglancer_skeletons"}');
  assert.is((await diffMemory(a, b, onlyViewer)).status, 0);
  put(b, '{"@type":  "neuroglancer_skeletons"}');
  const { entities, status } = await diffMemory(a, b, onlyViewer);
  assert.is(status, 1);
  assert.equal(
    entities.flatMap(({ changes }) => changes.map(({ kind, severity }) => `${severity} ${kind}`)),
    ['metadata bytes'],
  );
});

test.run();
