import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import type { EntityDiff } from '../../src/diff/change.js';
import { diffTrees } from '../../src/diff/compare-trees.js';
import type { Storage } from '../../src/storage/storage.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { diffMemory, exact, linesOf } from './support/diff-memory.js';
import { ndjson, plainPoints } from './support/make-content.js';
import { annotations, copyTree, makeTree, putJson, putText } from './support/make-tree.js';
import { createMemoryStorage } from './support/memory-storage.js';

const test = suite('comparing trees');

const kernels = await loadKernels();
const documented = await makeTree(kernels, 'documented');
const portal = await makeTree(kernels, 'portal');

test('a tree is the same as itself', async () => {
  const { entities, status } = await diffMemory(documented, copyTree(documented));
  assert.is(status, 0);
  assert.equal(linesOf(entities), []);
  assert.ok(entities.every((entity) => entity.status === 'same'));
  const types = new Set(entities.map(({ type }) => type));
  assert.is(types.size, 17);
});

test('both layouts of the same content differ in storage only', async () => {
  const { entities, status } = await diffMemory(documented, portal);
  assert.is(status, 0);
  assert.equal(
    linesOf(entities).filter((line) => !line.includes('storage path-spelling')),
    ['tree: storage layout'],
  );
  assert.ok(entities.every(({ status: state }) => state === 'same' || state === 'changed'));
});

test('a change is found across layouts too', async () => {
  const changed = copyTree(portal);
  putText(changed, changed.path('rawTilt', { extension: 'rawtlt' }), '-3.00\n4.00\n');
  const { entities, status } = await diffMemory(documented, changed);
  assert.is(status, 1);
  assert.ok(linesOf(entities).includes('rawtilt 100: science lines at line 2'));
});

test('nothing to compare is never the same', async () => {
  const nothing = { ...exact, datasets: ['10002'] };
  assert.is((await diffMemory(documented, documented, nothing)).status, 2);
  const empty = { ...documented, files: new Map<string, Uint8Array>() };
  try {
    await diffMemory(documented, empty);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, StorageError);
    assert.is((error as StorageError).reason, 'missing');
  }
});

test('metadata that could not be read when entities were paired are told, missing ones are none', async () => {
  const path = documented.path('annotationMetadata', annotations.points);
  const linesWhere = async (reason: 'busy' | 'missing') => {
    const storages = {
      a: createMemoryStorage(documented.files, 'A'),
      b: createMemoryStorage(documented.files, 'B'),
    };
    let failures = 1;
    const get: Storage['get'] = async (key, limit) => {
      if (key === path && failures-- > 0) throw new StorageError(reason, 'no answer', { path: `B/${key}` });
      return storages.b.get(key, limit);
    };
    const entities: EntityDiff[] = [];
    for await (const entity of diffTrees({ ...storages, b: { ...storages.b, get } }, exact, kernels))
      entities.push(entity);
    return entities.flatMap(({ changes }) => changes);
  };
  assert.equal(await linesWhere('busy'), [
    {
      kind: 'unreadable',
      severity: 'science',
      at: null,
      a: null,
      b: `B/${path}: no answer`,
      files: { a: null, b: path },
    },
  ]);
  assert.equal(await linesWhere('missing'), []);
});

test('metadata that can never be read are told once', async () => {
  const path = documented.path('annotationMetadata', annotations.points);
  const b = createMemoryStorage(documented.files, 'B');
  const get: Storage['get'] = async (key, limit) => {
    if (key === path) throw new StorageError('denied', 'access denied', { path: `B/${key}` });
    return b.get(key, limit);
  };
  const entities: EntityDiff[] = [];
  const storages = { a: createMemoryStorage(documented.files, 'A'), b: { ...b, get } };
  for await (const entity of diffTrees(storages, exact, kernels)) entities.push(entity);
  assert.equal(linesOf(entities), ['annotation 101: science unreadable']);
});

test('options narrow what is looked at', async () => {
  const changed = copyTree(documented);
  putJson(changed, changed.path('datasetMetadata'), { dataset_title: 'Another' });
  putText(changed, changed.path('annotationFile', annotations.points), ndjson(plainPoints().slice(1)));
  assert.is(
    (await diffMemory(documented, changed, { ...exact, isRunWanted: (run) => run === 'TS_001' })).status,
    1,
  );
  assert.is(
    (await diffMemory(documented, changed, { ...exact, isRunWanted: (run) => run === 'TS_002' })).status,
    2,
  );
  assert.is((await diffMemory(documented, changed, { ...exact, types: ['tomogram'] })).status, 0);
  const { entities } = await diffMemory(documented, changed, { ...exact, types: ['dataset', 'annotation'] });
  assert.equal([...new Set(entities.map(({ type }) => type))], ['dataset', 'annotation']);
  const whole = await diffMemory(documented, changed, { ...exact, datasets: ['10001'] });
  assert.not.ok(whole.entities.some(({ type }) => type === 'deposition'));
});

test('tolerances and ignored fields', async () => {
  const changed = copyTree(documented);
  const path = changed.path('tomogramMetadata');
  const metadata = JSON.parse(new TextDecoder().decode(changed.files.get(path))) as Record<string, unknown>;
  putJson(changed, path, { ...metadata, voxel_spacing: 10.5001, processing: 'denoised' });
  const lines = async (options = exact) => linesOf((await diffMemory(documented, changed, options)).entities);
  assert.equal(await lines(), [
    'tomogram 100: science value at voxel_spacing',
    'tomogram 100: metadata value at processing',
  ]);
  assert.equal(await lines({ ...exact, tolerance: { absolute: 1e-3, relative: 0 } }), [
    'tomogram 100: metadata value at processing',
  ]);
  assert.equal(await lines({ ...exact, tolerance: { absolute: 0, relative: 1e-4 } }), [
    'tomogram 100: metadata value at processing',
  ]);
  assert.equal(await lines({ ...exact, ignoredFields: ['processing'] }), [
    'tomogram 100: science value at voxel_spacing',
  ]);
});

test('which severities fail is a choice', async () => {
  const changed = copyTree(documented);
  const path = changed.path('runMetadata');
  putJson(changed, path, { run_name: 'TS_001', deposition_id: 10000, last_updated_at: 1 });
  assert.is((await diffMemory(documented, changed)).status, 0);
  assert.is((await diffMemory(documented, changed, exact, ['time'])).status, 1);
  assert.is((await diffMemory(documented, changed, exact, [])).status, 0);
});

test('a tomogram in a directory of another voxel spacing is still that tomogram', async () => {
  const changed = copyTree(documented);
  for (const [key, bytes] of [...changed.files]) {
    changed.files.delete(key);
    const isJson = key.endsWith('.json') && !key.includes('.zarr/');
    const text = isJson
      ? new TextDecoder().decode(bytes).replaceAll('VoxelSpacing10.000', 'VoxelSpacing10.001')
      : null;
    const content = text === null ? bytes : new TextEncoder().encode(text);
    changed.files.set(key.replace('VoxelSpacing10.000', 'VoxelSpacing10.001'), content);
  }
  const { entities, status } = await diffMemory(documented, changed);
  assert.is(status, 1);
  assert.equal(
    linesOf(entities).filter((line) => !line.includes('storage path-spelling')),
    ['tomogram 100: science moved-spacing'],
  );
});

test.run();
