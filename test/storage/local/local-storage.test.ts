import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';
import { withDirectory } from '../support/with-directory.js';

const test = suite('local storage');

async function collect(listing: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listing) keys.push(key);
  return keys;
}

test(
  'puts and gets files, whatever their names',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const keys = ['run [1]/a+b %20.txt', 'ü#/é?.json', '*/**', `${'𝔘'.repeat(60)}`, 'plain'];
    for (const key of keys) await storage.put(key, utf8(`of ${key}`));
    for (const key of keys) assert.is(text(await storage.get(key)), `of ${key}`);
    assert.equal(await collect(storage.list('')), [
      '*/**',
      'plain',
      'run [1]/a+b %20.txt',
      'ü#/é?.json',
      keys[3],
    ]);
    assert.equal((await storage.stat('plain'))?.size, 8);
    assert.is(await storage.stat('ü#'), null);
    assert.is(await storage.kind('ü#'), 'directory');
    assert.is(await storage.kind('plain'), 'file');
    assert.is(await storage.kind('plain/below'), null);
    assert.is(await storage.kind(''), 'directory');
  }),
);

test(
  'replaces a file whole and leaves nothing beside it',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('a/b', utf8('long before'));
    await storage.put('a/b', utf8('now'));
    assert.is(text(await storage.get('a/b')), 'now');
    assert.equal(await readdir(join(directory, 'a')), ['b']);
  }),
);

test(
  'lists by code point, files of a directory among its neighbours',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const keys = ['a-b', 'a.x', 'a/b', 'a/c/d', 'a0', '\uff5e', '\u{1f600}'];
    for (const key of [...keys].reverse()) await storage.put(key, utf8('1'));
    assert.equal(await collect(storage.list('')), keys);
    assert.equal(await collect(storage.list('a')), ['a/b', 'a/c/d']);
    assert.equal(await collect(storage.list('none')), []);
    assert.equal(await storage.readDirectory('a'), [
      { name: 'b', kind: 'file' },
      { name: 'c', kind: 'directory' },
    ]);
    assert.equal(await storage.readDirectory('none'), []);
    assert.equal(await storage.readDirectory('a-b'), []);
  }),
);

test(
  'refuses names that leave the root, in every method',
  withDirectory(async (directory) => {
    await writeFile(join(directory, 'secret'), 'secret');
    const storage = createLocalStorage(join(directory, 'root'));
    const bytes = utf8('x');
    for (const key of ['../secret', '/etc/passwd', 'a/../../secret', 'a//b', 'a\0', 'a\nb', '..']) {
      const attempts = [
        () => storage.stat(key),
        () => storage.kind(key),
        () => storage.readDirectory(key),
        () => collect(storage.list(key)),
        () => storage.get(key),
        () => storage.open(key),
        () => storage.put(key, bytes),
        () => storage.createFile(key),
        () => storage.stageDirectory(key),
        () => storage.copyFrom(storage, 'a', key),
        () => storage.copyFrom(storage, key, 'a'),
        () => storage.delete(key),
        () => storage.deleteDirectory(key),
        () => storage.removeLeftovers(key),
      ];
      for (const attempt of attempts) assert.is((await rejection(attempt)).reason, 'unsafe-name', key);
    }
    const staged = await storage.stageDirectory('staged');
    assert.is((await rejection(() => staged.put('../x', bytes))).reason, 'unsafe-name');
    assert.is((await rejection(() => staged.createFile('/x'))).reason, 'unsafe-name');
    await staged.abort();
    assert.is((await rejection(() => storage.deleteDirectory(''))).reason, 'unsafe-name');
    assert.is(await readFile(join(directory, 'secret'), 'utf8'), 'secret');
  }),
);

test(
  'reads ranges, short ones at the end',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('f', utf8('0123456789'));
    const reader = await storage.open('f');
    assert.is(reader.size, 10);
    assert.is(reader.localPath, join(directory, 'f'));
    assert.is(text(await reader.read(2, 3)), '234');
    assert.is(text(await reader.read(8, 10)), '89');
    assert.is(text(await reader.read(10, 1)), '');
    assert.is(text(await reader.read(50, 5)), '');
    await reader.close();
    await reader.close();
  }),
);

test(
  'says what is wrong with what cannot be read',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('d/f', utf8('12345'));
    const missing = await rejection(() => storage.get('none'));
    assert.is(missing.reason, 'missing');
    assert.is(missing.facts.path, `${directory}/none`);
    assert.is((await rejection(() => storage.open('d/f/below'))).reason, 'missing');
    assert.is((await rejection(() => storage.open('d'))).facts.found, 'a directory');
    const large = await rejection(() => storage.get('d/f', 4));
    assert.is(large.reason, 'too-large');
    assert.is(large.facts.found, '5 bytes');
    assert.is(text(await storage.get('d/f', 5)), '12345');
  }),
);

test(
  'says what is in the way of what cannot be written, and leaves nothing',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('d/f', utf8('1'));
    assert.match(
      (await rejection(() => storage.put('d/f/below', utf8('2')))).message,
      'a file is in the way',
    );
    assert.match((await rejection(() => storage.put('d', utf8('2')))).message, 'a directory is in the way');
    const writer = await storage.createFile('d');
    assert.match((await rejection(() => writer.commit())).message, 'a directory is in the way');
    assert.equal(await readdir(directory), ['d']);
    assert.is((await rejection(() => storage.put('x'.repeat(256), utf8('2')))).reason, 'failed');
    assert.equal(await readdir(directory), ['d']);
  }),
);

test(
  'with followLinks, follows links for reading and ends where they go round',
  withDirectory(async (directory) => {
    await mkdir(join(directory, 'root/a/b'), { recursive: true });
    await mkdir(join(directory, 'elsewhere'));
    await writeFile(join(directory, 'elsewhere/f'), 'linked');
    await symlink(join(directory, 'elsewhere'), join(directory, 'root/a/out'));
    await symlink(join(directory, 'elsewhere/f'), join(directory, 'root/g'));
    await symlink('..', join(directory, 'root/a/b/up'));
    await symlink(directory, join(directory, 'root/above'));
    await symlink(join(directory, 'root/a'), join(directory, 'elsewhere/back'));
    await symlink('nowhere', join(directory, 'root/dangling'));
    await symlink('itself', join(directory, 'root/itself'));
    const storage = createLocalStorage(join(directory, 'root'), { followLinks: true });
    const keys = await collect(storage.list(''));
    assert.ok(keys.length < 100);
    assert.ok(keys.includes('a/out/f'));
    assert.ok(keys.includes('g'));
    assert.ok(keys.includes('dangling'));
    assert.ok(keys.includes('itself'));
    assert.not(keys.some((key) => key.includes('/up/')));
    assert.is(text(await storage.get('a/out/f')), 'linked');
    assert.is(await storage.stat('dangling'), null);
    assert.is((await rejection(() => storage.open('dangling'))).reason, 'missing');
  }),
);

test(
  'copies files between directories, not their permissions',
  withDirectory(async (directory) => {
    const source = createLocalStorage(join(directory, 'in'));
    const output = createLocalStorage(join(directory, 'out'));
    const bytes = new Uint8Array(100_000).map((_, index) => index * 7);
    await source.put('deep/f', bytes);
    await chmod(join(directory, 'in/deep/f'), 0o400);
    assert.equal(await output.copyFrom(source, 'deep/f', 'x/y'), { bytes: 100_000 });
    assert.equal(await output.get('x/y'), bytes);
    await output.put('plain', bytes);
    const mode = async (name: string) => (await stat(join(directory, 'out', name))).mode;
    assert.is(await mode('x/y'), await mode('plain'));
    assert.equal(await readdir(join(directory, 'out/x')), ['y']);
    const missing = await rejection(() => output.copyFrom(source, 'none', 'x/z'));
    assert.is(missing.facts.path, `${directory}/in/none`);
    assert.equal(await readdir(join(directory, 'out/x')), ['y']);
  }),
);

test(
  'copies from a storage that is not a directory piece by piece',
  withDirectory(async (directory) => {
    const inner = createLocalStorage(join(directory, 'in'));
    const bytes = new Uint8Array(9 * 1024 * 1024).map((_, index) => index * 31);
    await inner.put('f', bytes);
    const output = createLocalStorage(join(directory, 'out'));
    const remote = {
      ...inner,
      location: (key: string) => `far://${key}`,
      open: (key: string) => inner.open(key),
    };
    assert.equal(await output.copyFrom(remote, 'f', 'g'), { bytes: bytes.length });
    assert.equal(await output.get('g'), bytes);
    const lying = {
      ...remote,
      open: async (key: string) => ({ ...(await inner.open(key)), size: bytes.length + 1 }),
    };
    const error = await rejection(() => output.copyFrom(lying, 'f', 'h'));
    assert.is(error.facts.path, 'far://f');
    assert.equal(await readdir(join(directory, 'out')), ['g']);
  }),
);

test(
  'deletes files and directories, and does not mind when there are none',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('a/b/c', utf8('1'));
    await storage.put('a/d', utf8('1'));
    await storage.delete('a/d');
    await storage.delete('a/d');
    await storage.deleteDirectory('a/b');
    await storage.deleteDirectory('a/b');
    assert.equal(await collect(storage.list('')), []);
  }),
);

test.run();
