import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import { FileCalls } from '../../../src/storage/local/file-calls.js';
import { anyLink, listFiles } from '../../../src/storage/local/list-files.js';
import { withDirectory } from '../support/with-directory.js';

const test = suite('listing files');

test(
  'names the directory that may not be read',
  withDirectory(async (directory) => {
    await mkdir(join(directory, 'a', 'lost+found'), { recursive: true });
    await writeFile(join(directory, 'a', 'file'), '');
    const calls = new FileCalls();
    const readdir = calls.readdir.bind(calls);
    calls.readdir = async (path, take) => {
      if (!path.endsWith('lost+found')) return readdir(path, take);
      throw Object.assign(new Error('denied'), { code: 'EACCES' });
    };
    const keys: string[] = [];
    try {
      for await (const { key } of listFiles(directory, '', anyLink, calls, (key) => `IN/${key}`))
        keys.push(key);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, StorageError);
      assert.equal(
        [(error as StorageError).reason, (error as StorageError).facts.path],
        ['denied', 'IN/a/lost+found'],
      );
    }
    assert.equal(keys, ['a/file']);
    const all: unknown[] = [];
    for await (const { key, notAFile } of listFiles(directory, '', anyLink, calls, String, true))
      all.push([key, notAFile]);
    assert.equal(all, [
      ['a/file', undefined],
      ['a/lost+found', 'unreadable'],
    ]);
  }),
);

test.run();
