import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareCodePoints } from '../../src/storage/keys.js';
import { ListedStorage } from '../../src/storage/listed-storage.js';
import type { Storage } from '../../src/storage/storage.js';
import { flatStorage } from './support/flat-storage.js';
import { rejection } from './support/rejection.js';

const test = suite('storages that are listed once');

const keys = [
  '10801/TS-1/x',
  '10801/TS/Frames/a.tif',
  '10801/TS/Frames/b.tif',
  '10801/TS/run_metadata.json',
  '10801/TS0/x',
  '10801/dataset_metadata.json',
  '10802/both',
  '10802/both/inside',
  'Deposition ü/1/x.json',
  'stray',
];

async function keysBelow(storage: Storage, directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of storage.list(directory)) found.push(key);
  return found;
}

const directories = ['', '10801', '10801/TS', '10801/TS/Frames', '10802', 'Deposition ü', 'none', '10801/T'];

test('answer as the storage does, after one pass', async () => {
  const { storage, calls } = flatStorage(keys);
  const { storage: plain } = flatStorage(keys);
  const listed = new ListedStorage(storage);
  await listed.pass('');
  for (const directory of directories) {
    assert.equal(await keysBelow(listed, directory), await keysBelow(plain, directory), directory);
    const names = (await plain.readDirectory(directory)).map(({ name }) => name).sort(compareCodePoints);
    assert.equal([...new Set((await listed.readDirectory(directory)).map(({ name }) => name))], names);
  }
  for (const key of [...keys, ...directories]) {
    assert.is(await listed.kind(key), key === '' ? 'directory' : await plain.kind(key), key);
    const expected = keys.includes(key) ? { key, size: key.length, modified: 0 } : null;
    if (key !== '') assert.equal(await listed.stat(key), expected, key);
  }
  assert.equal(
    calls.filter((call) => call !== 'kind '),
    ['list '],
  );
});

test('list names that begin in a way, with sizes, before a pass and after', async () => {
  const asked: (string | undefined)[] = [];
  const { storage } = flatStorage(keys);
  const listed = new ListedStorage({
    ...storage,
    readDirectory: (key, start) => {
      asked.push(start);
      return storage.readDirectory(key, start);
    },
  });
  for (const start of ['TS', 'TS', 'd', undefined, undefined]) await listed.readDirectory('10801', start);
  assert.equal(asked, ['TS', 'd', undefined]);
  await listed.pass('');
  assert.equal(await listed.readDirectory('10801', 'TS'), [
    { name: 'TS', kind: 'directory' },
    { name: 'TS-1', kind: 'directory' },
    { name: 'TS0', kind: 'directory' },
  ]);
  const file = { name: 'run_metadata.json', kind: 'file', size: '10801/TS/run_metadata.json'.length };
  assert.equal(await listed.readDirectory('10801/TS', 'r'), [file]);
  assert.equal(await listed.readDirectory('10801/TS', ''), [{ name: 'Frames', kind: 'directory' }, file]);
});

test('tell directories from files, and both of one name', async () => {
  const listed = new ListedStorage(flatStorage(keys).storage);
  await listed.pass('');
  assert.equal(await listed.readDirectory('10801'), [
    { name: 'TS', kind: 'directory' },
    { name: 'TS-1', kind: 'directory' },
    { name: 'TS0', kind: 'directory' },
    { name: 'dataset_metadata.json', kind: 'file' },
  ]);
  assert.equal(await listed.readDirectory('10802'), [
    { name: 'both', kind: 'file' },
    { name: 'both', kind: 'directory' },
  ]);
  assert.is(await listed.kind('10802/both'), 'file');
});

test('pass over a part when only that is asked for', async () => {
  const { storage, calls } = flatStorage(keys);
  const listed = new ListedStorage(storage);
  await listed.readDirectory('');
  await listed.readDirectory('');
  assert.equal(await keysBelow(listed, '10801/TS'), keys.slice(1, 4));
  assert.equal(await keysBelow(listed, '10801/TS/Frames'), keys.slice(1, 3));
  assert.is((await listed.stat('10801/TS/Frames/b.tif'))?.key, '10801/TS/Frames/b.tif');
  assert.is(await listed.kind('10801/TS/none'), null);
  assert.equal((await listed.readDirectory('10801/TS')).length, 2);
  assert.equal(calls, ['readDirectory ', 'list 10801/TS']);
  assert.is(await listed.kind('10801/TS0'), 'directory');
  assert.equal(calls.slice(2), ['kind 10801/TS0']);
});

test('keep what they know when their root moves up', async () => {
  const below = keys.filter((key) => key.startsWith('10801/')).map((key) => key.slice('10801/'.length));
  const inner = new ListedStorage(flatStorage(below).storage);
  await inner.pass('');
  const { storage, calls } = flatStorage(keys);
  const outer = inner.seenFrom(storage, '10801');
  assert.equal(
    await keysBelow(outer, '10801'),
    keys.filter((key) => key.startsWith('10801/')),
  );
  assert.is(await outer.kind('10801/TS/Frames'), 'directory');
  assert.equal(calls, []);
  assert.equal(await keysBelow(outer, '10802'), ['10802/both', '10802/both/inside']);
  assert.equal(calls, ['list 10802']);
});

test('are read only, and refuse unsafe names without asking', async () => {
  const { storage, calls } = flatStorage(keys);
  const listed = new ListedStorage(storage);
  assert.match((await rejection(() => listed.put('10801/a', new Uint8Array(1)))).message, 'for reading only');
  assert.match((await rejection(() => listed.deleteDirectory('10801'))).message, 'for reading only');
  for (const attempt of [
    () => listed.stat('../x'),
    () => listed.kind('a//b'),
    () => listed.readDirectory('/'),
    () => keysBelow(listed, '..'),
  ]) {
    assert.is((await rejection(attempt)).reason, 'unsafe-name');
  }
  assert.equal(calls, []);
});

test.run();
