import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ListedInput } from '../../src/storage/listed-input.js';
import { ListingCache } from '../../src/storage/listing-cache.js';
import { flatStorage } from './support/flat-storage.js';

test('an object that is read again is kept while others come and go', async () => {
  const { storage } = flatStorage([]);
  const asked: string[] = [];
  storage.get = async (key) => {
    asked.push(key);
    return new Uint8Array(64 * 1024);
  };
  const input = new ListedInput(storage, new ListingCache(storage));
  // 128 of them are 8 MiB.
  const keys = Array.from({ length: 128 }, (_, index) => `${index}`);
  for (const key of [...keys, '0', 'new', '0', '2', '1']) await input.get(key);
  assert.equal(asked, [...keys, 'new', '1']);
});

test.run();
