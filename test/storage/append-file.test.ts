import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { AppendFile } from '../../src/storage/spill-file.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('stretches appended to a file without a name');

const refused = (call: () => unknown): StorageError => {
  try {
    call();
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

test('what one thread appends others read', () =>
  inTemporaryDirectory(async (directory) => {
    const file = AppendFile.create(directory, 'pieces');
    const other = new AppendFile(file.handle);
    assert.is(file.append([Buffer.from('one'), Buffer.from(' and ')]), 0);
    assert.is(other.append([Buffer.from('two')]), 8);
    assert.is(file.append([]), 11);
    assert.equal(readdirSync(directory), []);
    assert.is(Buffer.from(file.read(4, 7)).toString(), 'and two');
    assert.is(Buffer.from(other.read(0, 3)).toString(), 'one');
    const error = refused(() => file.read(9, 3));
    assert.is(error.message, 'pieces cannot be kept here');
    assert.is(error.facts.found, 'the file ends before byte 12');
    file.close();
  }));

test('a disk that is nearly full, and a directory that is missing, are named', () =>
  inTemporaryDirectory(async (directory) => {
    const file = AppendFile.create(directory, 'pieces', () => 256 * 1024 ** 2 + 3);
    assert.is(file.append([Buffer.from('no')]), 0);
    const error = refused(() => file.append([Buffer.from('yes')]));
    assert.is(error.reason, 'no-space');
    assert.is(error.facts.path, directory);
    assert.match(error.facts.hint ?? '', '--staging-dir');
    file.close();
    const missing = join(directory, 'none');
    assert.is(refused(() => AppendFile.create(missing, 'pieces')).facts.path, missing);
  }));

test.run();
