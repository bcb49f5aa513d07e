import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestAlgorithms } from '../../src/storage/digest-algorithm.js';
import { createDigester } from '../../src/storage/digester.js';
import { type FileHash, type HashTask, hashBytes } from '../../src/storage/hash-file.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import type { Storage } from '../../src/storage/storage.js';
import { crc64Twin } from '../volume/kernels/twins/crc64.js';
import { withDirectory } from './support/with-directory.js';

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
        const hexadecimal =
          algorithm === 'crc64nvme' ? crc64Twin(bytes) : createHash(algorithm).update(bytes).digest('hex');
        const digest = `${algorithm}:${hexadecimal}`;
        assert.equal(found.get(key), { bytes: bytes.length, digest }, key);
      }
    }
    await digester.close();
  }),
);

test(
  'of large files come from workers; none after the end',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('small', Uint8Array.of(1));
    await storage.put('large', new Uint8Array(5_000_000));
    const asked: HashTask[] = [];
    const lent: FileHash = { bytes: 5_000_000, digest: 'sha256:ab' };
    const digester = createDigester(2, async () => ({
      async run(task) {
        asked.push(task);
        return [lent];
      },
      destroy: async () => undefined,
    }));
    const found = await digester.hash(storage, ['small', 'large'], 'sha256');
    assert.equal(found.get('large'), lent);
    assert.is(found.get('small')?.digest, hashBytes(Uint8Array.of(1), 'sha256'));
    assert.equal(asked, [{ paths: [join(directory, 'large')], algorithm: 'sha256' }]);
    await digester.close();
    assert.is((await digester.hash(storage, ['large'], 'sha256')).get('large'), null);
  }),
);

test(
  'of files that wait: the largest is next, whoever asked first',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    for (const megabytes of [5, 6, 7, 8, 9]) {
      await storage.put(`f${megabytes}`, new Uint8Array(megabytes * 1_000_000));
    }
    // More than are opened together, so that the largest is in another batch than the first.
    const small = Array.from({ length: 20 }, (_, index) => `s${index}`);
    for (const key of small) await storage.put(key, Uint8Array.of(1));
    const order: string[] = [];
    let finishFirst = () => {};
    const first = new Promise<(FileHash | null)[]>((resolve) => {
      finishFirst = () => resolve([null]);
    });
    const digester = createDigester(1, async () => ({
      run({ paths }) {
        order.push(...paths.map((path) => basename(path)));
        return order.length === 1 ? first : Promise.resolve([null]);
      },
      destroy: async () => undefined,
    }));
    let closed = 0;
    const counted: Storage = Object.assign(Object.create(storage), {
      async open(key: string) {
        const reader = await storage.open(key);
        return Object.assign(Object.create(reader), {
          async close() {
            await reader.close();
            closed += 1;
          },
        });
      },
    });
    const asked = [digester.hash(counted, ['f6'], 'sha256')];
    while (order.length === 0) await nextTurn();
    asked.push(
      digester.hash(counted, ['f5', 'f8', ...small, 'f9'], 'sha256'),
      digester.hash(counted, ['f7'], 'sha256'),
    );
    while (closed < small.length + 5) await nextTurn();
    await nextTurn();
    finishFirst();
    await Promise.all(asked);
    assert.equal(order, ['f6', 'f9', 'f8', 'f7', 'f5']);
    await digester.close();
  }),
);

test.run();
