import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDigester, createLocalStorage, digestAlgorithms } from '../../../src/storage/index.js';
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

test.run();
