import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import { RememberedStorage } from '../../src/storage/remembered-storage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('what is remembered of a storage');

const { directory, remove } = temporaryDirectory();
test.after(remove);

/** Groups are the first directories. */
const groupOf = (key: string) => (key.includes('/') ? (key.split('/')[0] ?? null) : null);

/** Writes files behind the storage's back. */
function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), path);
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** Everything that is told of `run/a`, and of what lies in it. */
async function toldBy(storage: RememberedStorage) {
  const listed: string[] = [];
  for await (const { key } of storage.list('run/a')) listed.push(key);
  return {
    kind: await storage.kind('run/a'),
    one: (await storage.stat('run/a/1'))?.size ?? null,
    entries: (await storage.readDirectory('run/a')).map(({ name }) => name),
    listed,
    text: new TextDecoder().decode(await storage.get('run/a/1').catch(() => new Uint8Array())),
  };
}

const full = { kind: 'directory', one: 7, entries: ['1'], listed: ['run/a/1'], text: 'run/a/1' };
const none = { kind: null, one: null, entries: [], listed: [], text: '' };

function freshStorage(): RememberedStorage {
  rmSync(join(directory, 'run'), { recursive: true, force: true });
  return new RememberedStorage(createLocalStorage(directory), groupOf);
}

test('what was asked once is told again until the group is forgotten', async () => {
  const storage = freshStorage();
  write('run/a/1');
  assert.equal(await toldBy(storage), full);
  rmSync(join(directory, 'run'), { recursive: true });
  assert.equal(await toldBy(storage), full);
  storage.forget('other');
  assert.equal(await toldBy(storage), full);
  storage.forget('run');
  assert.equal(await toldBy(storage), none);
});

test('what is not there is remembered as well, but no failure', async () => {
  const storage = freshStorage();
  assert.equal(await toldBy(storage), none);
  write('run/a/1');
  assert.equal(await toldBy(storage), { ...none, text: 'run/a/1' });
});

test('of keys without a group nothing is remembered', async () => {
  const storage = freshStorage();
  assert.is(await storage.kind('run'), null);
  write('run/a/1');
  assert.is(await storage.kind('run'), 'directory');
});

test('a file that is written is told anew, and the directories above it, and nothing beside it', async () => {
  const storage = freshStorage();
  write('run/a/1', 'run/b/1');
  await toldBy(storage);
  assert.is((await storage.stat('run/b/1'))?.size, 7);
  rmSync(join(directory, 'run/b/1'));
  await storage.put('run/a/1', bytes('longer text'));
  await storage.put('run/a/2', bytes('new'));
  assert.equal(await toldBy(storage), {
    ...{ kind: 'directory', one: 11, entries: ['1', '2'] },
    ...{ listed: ['run/a/1', 'run/a/2'], text: 'longer text' },
  });
  assert.is((await storage.stat('run/b/1'))?.size, 7);
});

const changes: Record<string, readonly [(storage: RememberedStorage) => Promise<unknown>, object]> = {
  'a file written piece by piece': [
    async (storage) => {
      const writer = await storage.createFile('run/a/1');
      await toldBy(storage);
      await writer.write(0, bytes('12'));
      await writer.commit();
    },
    { ...full, one: 2, text: '12' },
  ],
  'a directory that is replaced': [
    async (storage) => {
      const staged = await storage.stageDirectory('run/a');
      await staged.put('1', bytes('123'));
      await toldBy(storage);
      await staged.commit();
    },
    { ...full, one: 3, text: '123' },
  ],
  'a copied file': [
    (storage) => storage.copyFrom(storage, 'run/b/22', 'run/a/1'),
    { ...full, one: 8, text: 'run/b/22' },
  ],
  'a file made by one of many': [
    (storage) => storage.createExclusive('run/a/2', bytes('')),
    { ...full, entries: ['1', '2'], listed: ['run/a/1', 'run/a/2'] },
  ],
  'a removed file': [(storage) => storage.delete('run/a/1'), { ...none, kind: 'directory' }],
  'a removed directory': [(storage) => storage.deleteDirectory('run/a'), none],
  'a removed directory of groups': [(storage) => storage.deleteDirectory('run'), none],
};

for (const [name, [change, after]] of Object.entries(changes)) {
  test(`${name} is told anew`, async () => {
    const storage = freshStorage();
    write('run/a/1', 'run/b/22');
    assert.equal(await toldBy(storage), full);
    await change(storage);
    assert.equal(await toldBy(storage), after);
  });
}

test('a listing that something is written into is not remembered', async () => {
  const storage = freshStorage();
  write('run/a/1', 'run/a/2');
  const listing = storage.list('run/a')[Symbol.asyncIterator]();
  await listing.next();
  await storage.put('run/a/3', bytes('3'));
  while ((await listing.next()).done !== true);
  assert.equal((await toldBy(storage)).listed, ['run/a/1', 'run/a/2', 'run/a/3']);
});

test('who changes the bytes that were read does not change what is remembered', async () => {
  const storage = freshStorage();
  write('run/a/1');
  (await storage.get('run/a/1')).fill(0);
  (await storage.get('run/a/1')).fill(0);
  assert.is((await toldBy(storage)).text, 'run/a/1');
});

test('a limit holds for what is remembered too', async () => {
  const storage = freshStorage();
  write('run/a/1');
  await storage.get('run/a/1');
  let reason: unknown = null;
  await storage.get('run/a/1', 3).catch((error) => {
    reason = error.reason;
  });
  assert.is(reason, 'too-large');
});

test.run();
