import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { referencedItem } from '../../../src/deposition/find-items.js';
import { findByDestinationFilter } from '../../../src/deposition/finders/find-by-source.js';
import { makeContext, makeEntry, makeSource } from '../../pipeline/support/make-context.js';
import { makeItem } from '../../pipeline/support/make-item.js';
import { MemoryStorage } from '../../pipeline/support/memory-storage.js';

const test = suite('items that the output holds');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const path = (id: number) => `10/TS_001/TiltSeries/${id}/tiltseries_metadata.json`;
const output = new MemoryStorage('out', {
  [path(100)]: '{"is_aligned": false, "camera": {"model": "K3"}, "authors": [{"name": "A"}, {"name": "B"}]}',
  [path(101)]: '{"is_aligned": true, "camera": {"model": "K3"}, "authors": [{"name": "C"}]}',
  '10/TS_002/TiltSeries/100/tiltseries_metadata.json': '{"is_aligned": true}',
});
const find = async (...filters: { key: string[]; value: string | boolean }[]) =>
  (
    await findByDestinationFilter(filters, 'tiltseries', { parent: run, context: makeContext({ output }) })
  ).map(({ name }) => name);

test('are found by what their metadata say', async () => {
  assert.equal(await find(), [path(100), path(101)]);
  assert.equal(await find({ key: ['is_aligned'], value: true }), [path(101)]);
  assert.equal(await find({ key: ['camera', 'model'], value: 'K3' }), [path(100), path(101)]);
  assert.equal(await find({ key: ['authors', 'name'], value: 'B' }), [path(100)]);
  assert.equal(
    await find({ key: ['authors', 'name'], value: 'B' }, { key: ['is_aligned'], value: true }),
    [],
  );
  assert.equal(await find({ key: ['nothing', 'here'], value: 'B' }), []);
});

test('take number, name and files from their metadata', () => {
  const at = { entry: makeEntry(null), source: makeSource(), parent: run };
  const found = { name: 'a', origin: 'output' as const, key: null };
  const zarr = { path: path(101), metadata: { omezarr_dir: '10/TS_001/TiltSeries/101/TS_001.zarr' } };
  const stack = referencedItem(zarr, found, { type: 'tiltseries', ...at });
  assert.equal(
    [stack.id, stack.name, stack.origin, stack.files],
    [101, 'TS_001', 'output', [zarr.metadata.omezarr_dir]],
  );
  const files = { path: 'somewhere.json', metadata: { files: ['a.xf', 3, 'b.tlt'] } };
  const alignment = referencedItem(files, found, { type: 'alignment', ...at });
  assert.equal([alignment.id, alignment.name, alignment.files], [null, 'a', ['a.xf', 'b.tlt']]);
});

test.run();
