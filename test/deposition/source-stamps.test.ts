import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { createItem } from '../../src/deposition/item.js';
import type { SourceContext } from '../../src/deposition/source-context.js';
import { createSourceStamps } from '../../src/deposition/source-files.js';
import type { ObjectInfo, Storage } from '../../src/storage/storage.js';
import { flatStorage } from '../storage/support/flat-storage.js';

const test = suite('sources that must not change');

/** A bucket, or a directory, with one file, whose version changes at every replacement. */
function place(flat = true) {
  let version = 1;
  let asked = 0;
  const storage: Storage = {
    ...flatStorage(['a.mrc']).storage,
    flat,
    async stat(key): Promise<ObjectInfo> {
      asked += 1;
      return { key, size: 5, modified: 0, etag: `"${version}"` };
    },
  };
  const context = { input: storage, output: storage } as unknown as SourceContext;
  const item = createItem('tomogram', 'a', null, { origin: 'source', files: ['a.mrc'] });
  return {
    context,
    item,
    replace: () => {
      version += 1;
    },
    asked: () => asked,
  };
}

test('an object that was replaced after its header was read is an error', async () => {
  const { context, item, replace } = place();
  const stamps = createSourceStamps(context);
  await stamps.note(item);
  await stamps.check(item);
  replace();
  let failure: unknown;
  await stamps.check(item).catch((error: unknown) => {
    failure = error;
  });
  assert.instance(failure, StorageError);
  assert.match((failure as StorageError).facts.found ?? '', 'ETag "2"');
});

test('one that is read once is not asked about', async () => {
  const { context, item, asked } = place();
  await createSourceStamps(context).check(item);
  assert.is(asked(), 0);
});

test('a file of a directory is looked at once before it is read, and once after', async () => {
  const { context, item, asked, replace } = place(false);
  const stamps = createSourceStamps(context);
  assert.is(await stamps.facts(item, 'a.mrc'), null);
  await stamps.check(item);
  assert.is((await stamps.facts(item, 'a.mrc'))?.etag, '"1"');
  assert.is(asked(), 1);
  await stamps.check(item);
  assert.is(asked(), 2);
  replace();
  assert.match(String(await stamps.check(item).catch(String)), 'changed while it was read');
  assert.is((await stamps.facts(item, 'a.mrc'))?.etag, '"1"', 'the facts stay those of the first look');
});

test.run();
