import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createDigester,
  createLocalStorage,
  digestAlgorithms,
  type FileHash,
  type HashTask,
  hashBytes,
} from '../../../src/storage/index.js';
import { withDirectory } from '../support/with-directory.js';

const test = suite('digests of files');

test(
  'are the same whether files are small or large; null where there is none',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const contents = new Map<string, Uint8Array>();
    for (const [index, bytes] of [0, 1, 1000, 300_000, 5_000_000].entries()) {
      contents.set(`f${index}`, new Uint8Array(bytes).fill(index));
    }
    for (let index = 5; index < 40; index++) contents.set(`f${index}`, Uint8Array.of(index));
    for (const [key, bytes] of contents) await storage.put(key, bytes);
    const digester = createDigester(1);
    for (const algorithm of digestAlgorithms) {
      const found = await digester.hash(storage, [...contents.keys(), 'missing'], algorithm);
      assert.is(found.get('missing'), null);
      for (const [key, bytes] of contents) {
        const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
        assert.equal(found.get(key), { bytes: bytes.length, digest }, key);
      }
    }
    await digester.close();
  }),
);

test(
  'of large files come from workers that are there for something else; none after the end',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('small', Uint8Array.of(1));
    await storage.put('large', new Uint8Array(5_000_000));
    const asked: HashTask[] = [];
    const lent: FileHash = { bytes: 5_000_000, digest: 'sha256:ab' };
    let areThere = true;
    const digester = createDigester(2, (task) => {
      asked.push(task);
      return areThere ? Promise.resolve([lent]) : null;
    });
    const found = await digester.hash(storage, ['small', 'large'], 'sha256');
    assert.equal(found.get('large'), lent);
    assert.is(found.get('small')?.digest, hashBytes(Uint8Array.of(1), 'sha256'));
    assert.equal(asked, [{ paths: [join(directory, 'large')], algorithm: 'sha256' }]);
    await digester.close();
    areThere = false;
    assert.is((await digester.hash(storage, ['large'], 'sha256')).get('large'), null);
  }),
);

test.run();
