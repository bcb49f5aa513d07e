import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ForwardingStorage } from '../../src/storage/forwarding-storage.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import { seeWrites } from '../../src/storage/seen-writes.js';
import type { Storage } from '../../src/storage/storage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rejection } from './support/rejection.js';
import { utf8 } from './support/text.js';

const test = suite('listings that lag');
const { directory, remove } = temporaryDirectory();
test.after(remove);

/** An object store whose listings are for a while as they were when it was frozen. */
class LaggingStorage extends ForwardingStorage {
  override readonly flat = true;
  asked = 0;
  #left = 0;
  #frozen = { entries: [] as Awaited<ReturnType<Storage['readDirectory']>>, keys: [] as string[] };

  async freeze(answers: number): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of super.list('run')) keys.push(key);
    this.#frozen = { entries: await super.readDirectory('run'), keys };
    [this.#left, this.asked] = [answers, 0];
  }

  override async readDirectory(key: string) {
    return this.#isStale() ? this.#frozen.entries : super.readDirectory(key);
  }

  override async *list(prefix: string) {
    if (this.#isStale()) for (const key of this.#frozen.keys) yield { key, size: 0, modified: 0 };
    else yield* super.list(prefix);
  }

  override async kind(key: string) {
    return this.#isStale() ? null : super.kind(key);
  }

  #isStale(): boolean {
    this.asked += 1;
    this.#left -= 1;
    return this.#left >= 0;
  }
}

let places = 0;
async function open() {
  const lagging = new LaggingStorage(createLocalStorage(`${directory}/${places++}`));
  const storage = seeWrites(lagging, (key) => !key.startsWith('lease/'), [1, 1, 1]);
  await storage.put('run/kept', utf8('a'));
  return { lagging, storage };
}

async function keysOf(storage: Storage): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list('run')) keys.push(key);
  return keys;
}

test('are asked for again until they show what was written', async () => {
  const { lagging, storage } = await open();
  for (const look of [
    async () => assert.equal(await keysOf(storage), ['run/deep/b', 'run/kept']),
    async () =>
      assert.equal(
        (await storage.readDirectory('run')).map(({ name }) => name),
        ['deep', 'kept'],
      ),
    async () => assert.is(await storage.kind('run/deep'), 'directory'),
  ]) {
    await storage.deleteDirectory('run/deep');
    await lagging.freeze(2);
    await storage.put('run/deep/b', utf8('b'));
    await look();
    assert.is(lagging.asked, 3);
  }
});

test('fail if they lag for long, and at once for what was waited for in vain', async () => {
  const { lagging, storage } = await open();
  await lagging.freeze(1000);
  const staged = await storage.stageDirectory('run/v.zarr');
  await staged.put('.zattrs', utf8('{}'));
  await staged.commit();
  await storage.put('run/new', utf8('b'));
  const error = await rejection(() => storage.readDirectory('run'));
  assert.is(error.message, 'listings of the bucket lag');
  assert.equal([error.facts.found, error.facts.path], ['not listed', storage.location('run/new')]);
  assert.is(lagging.asked, 4);
  await rejection(() => keysOf(storage));
  assert.is(lagging.asked, 5);
  // Others are waited for.
  await lagging.freeze(2);
  await storage.put('run/later', utf8('c'));
  assert.equal(await keysOf(storage), ['run/kept', 'run/later', 'run/new', 'run/v.zarr/.zattrs']);
  assert.is(lagging.asked, 3);
});

test('are taken as they are for what others delete, and on disks', async () => {
  const { lagging, storage } = await open();
  await storage.put('lease/a', utf8('b'));
  await lagging.inner.delete('lease/a');
  assert.equal(await storage.readDirectory('lease'), []);
  const disk = createLocalStorage(directory);
  assert.is(
    seeWrites(disk, () => true),
    disk,
  );
});

test.run();
