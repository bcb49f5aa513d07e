import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { digestAlgorithms } from '../../src/storage/digest-algorithm.js';
import { hashFilesAhead } from '../../src/storage/hash-file.js';
import { longOf } from '../support/long.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { crc64Twin } from '../volume/kernels/twins/crc64.js';

const test = suite('files hashed while they are read');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
test.after(remove);

long('files of any length have the hashes of their bytes, those that cannot be read none', async () => {
  const random = createRandom(3);
  const piece = 1024 * 1024;
  const lengths = [0, 1, piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 5];
  const files = lengths.map((length, index) => {
    const path = join(directory, `f${index}`);
    const bytes = Uint8Array.from({ length }, () => random.integer(256));
    writeFileSync(path, bytes);
    return { path, bytes };
  });
  const folder = join(directory, 'folder');
  mkdirSync(folder);
  const paths = [folder, ...files.map(({ path }) => path), join(directory, 'missing')];
  for (const algorithm of digestAlgorithms) {
    const expected = files.map(({ bytes }) => ({
      bytes: bytes.length,
      digest:
        algorithm === 'crc64nvme'
          ? `crc64nvme:${crc64Twin(bytes)}`
          : `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`,
    }));
    assert.equal(await hashFilesAhead({ paths, algorithm }), [null, ...expected, null]);
  }
});

test.run();
