import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('links that lead out of a directory');

const one = new Uint8Array([1]);

/** A directory `root` with links in and out of it, beside `elsewhere`. */
async function withLinks(check: (root: string, elsewhere: string) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const [root, elsewhere] = [join(directory, 'root'), join(directory, 'elsewhere')];
    await mkdir(join(root, 'own'), { recursive: true });
    await mkdir(elsewhere);
    await writeFile(join(root, 'own/f'), 'inside');
    await writeFile(join(elsewhere, 'f'), 'outside');
    await symlink(join(elsewhere, 'f'), join(root, 'file'));
    await symlink(elsewhere, join(root, 'directory'));
    await symlink(join(root, 'own'), join(root, 'inner'));
    await check(root, elsewhere);
  });
}

async function refused(work: () => Promise<unknown>): Promise<StorageError> {
  try {
    await work();
  } catch (error) {
    assert.instance(error, StorageError);
    return error as StorageError;
  }
  return assert.unreachable('it was allowed') as never;
}

test('are not read, and the error says how they may be', () =>
  withLinks(async (root, elsewhere) => {
    const storage = createLocalStorage(root);
    const error = await refused(() => storage.get('file'));
    assert.is(error.reason, 'link');
    assert.equal(
      [error.facts.path, error.facts.expected, error.facts.found],
      [`${root}/file`, `a path below ${root}`, join(elsewhere, 'f')],
    );
    assert.match(error.facts.hint ?? '', '--follow-links');
    for (const key of ['directory/f', 'file'])
      assert.is((await refused(() => storage.open(key))).reason, 'link');
    assert.is((await refused(() => storage.readDirectory('directory'))).reason, 'link');
    const output = createLocalStorage(join(root, '..', 'output'));
    assert.is((await refused(() => output.copyFrom(storage, 'file', 'x'))).reason, 'link');
  }));

test('count as files in a listing, which does not follow them; links inside are followed', () =>
  withLinks(async (root) => {
    const keys: string[] = [];
    for await (const { key } of createLocalStorage(root).list('')) keys.push(key);
    assert.equal(keys, ['directory', 'file', 'inner/f', 'own/f']);
    assert.is(new TextDecoder().decode(await createLocalStorage(root).get('inner/f')), 'inside');
  }));

test('are not written through', () =>
  withLinks(async (root, elsewhere) => {
    const storage: Storage = createLocalStorage(root);
    for (const work of [
      () => storage.put('directory/x', one),
      () => storage.createFile('directory/x'),
      () => storage.stageDirectory('directory/x'),
      () => storage.delete('directory/f'),
      () => storage.deleteDirectory('directory/f'),
      () => storage.copyFrom(storage, 'own/f', 'directory/f'),
      () => storage.put('directory/new/x', one),
    ]) {
      assert.is((await refused(work)).reason, 'link');
    }
    assert.equal(await readdir(elsewhere), ['f']);
    await storage.put('file', one);
    assert.is(await readFile(join(elsewhere, 'f'), 'utf8'), 'outside');
    assert.equal(await storage.get('file'), one);
  }));

test('are followed when asked for', () =>
  withLinks(async (root, elsewhere) => {
    const storage = createLocalStorage(root, { followLinks: true });
    assert.is(new TextDecoder().decode(await storage.get('directory/f')), 'outside');
    await storage.put('directory/x', one);
    assert.equal((await readdir(elsewhere)).sort(), ['f', 'x']);
  }));

test('a directory that is itself a link is a place like any other', () =>
  withLinks(async (root) => {
    await symlink(root, `${root}-link`);
    const storage = createLocalStorage(`${root}-link`);
    assert.is(new TextDecoder().decode(await storage.get('own/f')), 'inside');
    await storage.put('new/f', one);
    assert.equal(await storage.get('new/f'), one);
  }));

test('nothing is written through a link that waits under the name of the trial file', () =>
  withLinks(async (root, elsewhere) => {
    await symlink(join(elsewhere, 'probe'), join(root, '.cryoet-partial-probe'));
    await openStorage(root, { check: 'output' });
    assert.equal(await readdir(elsewhere), ['f']);
    assert.equal((await readdir(root)).sort(), [
      '.cryoet-partial-probe',
      'directory',
      'file',
      'inner',
      'own',
    ]);
  }));

test.run();
