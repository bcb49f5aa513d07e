import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileCalls } from '../../../src/storage/local/file-calls.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { partialName } from '../../../src/storage/local/local-writer.js';
import { processMark } from '../../../src/storage/local/process-mark.js';
import { stageLocalDirectory } from '../../../src/storage/local/staged-directory.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';
import { withDirectory } from '../support/with-directory.js';

const test = suite('local writers');

test(
  'shows a file at commit, not before',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const writer = await storage.createFile('a/f');
    await writer.write(4, utf8('efgh'));
    await writer.write(0, utf8('abcd'));
    await writer.write(3, utf8('DE'));
    assert.is(await storage.kind('a/f'), null);
    await writer.commit();
    await writer.abort();
    assert.is(text(await storage.get('a/f')), 'abcDEfgh');
    assert.equal(await readdir(join(directory, 'a')), ['f']);
    assert.is((await rejection(() => writer.write(0, utf8('x')))).reason, 'failed');
    assert.is((await rejection(() => writer.commit())).reason, 'failed');
  }),
);

test(
  'shows nothing after an abort',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('f', utf8('before'));
    const writer = await storage.createFile('f');
    await writer.write(0, utf8('after'));
    await writer.abort();
    await writer.abort();
    assert.is(text(await storage.get('f')), 'before');
    assert.equal(await readdir(directory), ['f']);
  }),
);

test(
  'writes pieces of a big file in any order',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const piece = 1 << 20;
    const count = 24;
    const writer = await storage.createFile('big');
    const order = Array.from({ length: count }, (_, index) => (index * 7) % count);
    await Promise.all(
      order.map((index) => writer.write(index * piece, new Uint8Array(piece).fill(index + 1))),
    );
    await writer.commit();
    const reader = await storage.open('big');
    assert.is(reader.size, count * piece);
    for (let index = 0; index < count; index++) {
      assert.equal(await reader.read(index * piece + piece - 1, 1), Uint8Array.of(index + 1));
      assert.equal(await reader.read(index * piece, 1), Uint8Array.of(index + 1));
    }
    await reader.close();
  }),
);

test(
  'shows a directory at commit, in the place of the old one',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('v.zarr/0/old', utf8('old'));
    const staged = await storage.stageDirectory('v.zarr');
    await staged.put('0/1/2', utf8('chunk'));
    const writer = await staged.createFile('0/1/3');
    await writer.write(0, utf8('piece'));
    await writer.commit();
    const dropped = await staged.createFile('0/dropped');
    await dropped.abort();
    await staged.put('.zattrs', utf8('{}'));
    assert.is(text(await storage.get('v.zarr/0/old')), 'old');
    assert.is(await storage.kind('v.zarr/.zattrs'), null);
    await staged.commit();
    await staged.abort();
    const keys = [];
    for await (const { key } of storage.list('')) keys.push(key);
    assert.equal(keys, ['v.zarr/.zattrs', 'v.zarr/0/1/2', 'v.zarr/0/1/3']);
    assert.equal(await readdir(directory), ['v.zarr']);
    assert.is((await rejection(() => staged.put('x', utf8('x')))).reason, 'failed');
  }),
);

test(
  'makes a first directory and drops an aborted one',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const staged = await storage.stageDirectory('a/v.zarr');
    await staged.put('f', utf8('1'));
    await staged.commit();
    const second = await storage.stageDirectory('a/v.zarr');
    await second.put('f', utf8('2'));
    await second.abort();
    assert.is(text(await storage.get('a/v.zarr/f')), '1');
    assert.equal(await readdir(join(directory, 'a')), ['v.zarr']);
  }),
);

test(
  'puts the old directory back when the new one cannot take its place',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('v.zarr/f', utf8('old'));
    const staged = await storage.stageDirectory('v.zarr');
    const [hidden = ''] = (await readdir(directory)).filter((name) => name !== 'v.zarr');
    await createLocalStorage(directory).deleteDirectory(hidden);
    assert.is((await rejection(() => staged.commit())).reason, 'missing');
    assert.is(text(await storage.get('v.zarr/f')), 'old');
    assert.equal(await readdir(directory), ['v.zarr']);
  }),
);

test(
  'removes what killed runs left half-made, and nothing else',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('run/whole.mrc', utf8('whole'));
    await storage.put('run/.keep', utf8('keep'));
    const half = await storage.createFile('run/Tomograms/half.mrc');
    await half.write(0, utf8('half'));
    await (await storage.stageDirectory('run/Tomograms/half.zarr')).put('0/0', utf8('half'));
    await storage.put('other/x', utf8('x'));
    const other = await storage.createFile('other/half');
    assert.is(await storage.removeLeftovers('run'), 2);
    assert.is(await storage.removeLeftovers('run'), 0);
    assert.is(await storage.removeLeftovers('none'), 0);
    assert.equal((await readdir(join(directory, 'run'))).sort(), ['.keep', 'Tomograms', 'whole.mrc']);
    assert.equal(await readdir(join(directory, 'run/Tomograms')), []);
    await half.abort();
    await other.commit();
    assert.equal((await readdir(join(directory, 'other'))).sort(), ['half', 'x']);
  }),
);

test(
  'removes only what is old and right in a directory, where others may be at work',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const old = [
      'set/.cryoet-partial-a-1',
      'set/.cryoet-partial-b-2',
      'set/run/.cryoet-partial-c-3',
      'set/plain',
    ];
    await mkdir(join(directory, 'set/.cryoet-partial-b-2/inside'), { recursive: true });
    await mkdir(join(directory, 'set/run'));
    for (const name of old.filter((_, index) => index !== 1)) await writeFile(join(directory, name), '1');
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of old) await utimes(join(directory, name), hourAgo, hourAgo);
    await writeFile(join(directory, 'set/.cryoet-partial-d-4'), 'at work');
    assert.is(await storage.removeLeftovers('set', 1_800_000), 2);
    assert.is(await storage.removeLeftovers('none', 0), 0);
    assert.equal((await readdir(join(directory, 'set'))).sort(), ['.cryoet-partial-d-4', 'plain', 'run']);
    assert.equal(await readdir(join(directory, 'set/run')), ['.cryoet-partial-c-3']);
  }),
);

test(
  'removes at once what a process that has ended left, of one name if that is asked for',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    // The largest id of a process on Linux is 2²² - 1.
    const ended = (name: string) => partialName(name, processMark(2 ** 22 + 1));
    const names = [ended('a.mrc'), ended('a.mrc.gz'), ended('b.zarr'), partialName('a.mrc', processMark())];
    for (const name of names) await writeFile(join(directory, name), '1');
    // Its process runs, however long it takes.
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(directory, names[3] ?? ''), hourAgo, hourAgo);
    assert.is(await storage.removeLeftovers('', 1_800_000, 'a.mrc'), 1);
    assert.equal((await readdir(directory)).sort(), names.slice(1).sort());
    assert.is(await storage.removeLeftovers('', 1_800_000), 2);
    assert.equal(await readdir(directory), names.slice(3));
  }),
);

test(
  'takes an earlier directory away before its time, and puts it back if it is not replaced',
  withDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('v.zarr/.zattrs', utf8('old'));
    for (const [isCommitted, expected] of [
      [false, 'old'],
      [true, 'new'],
    ] as const) {
      const staged = await storage.stageDirectory('v.zarr');
      await staged.put('.zattrs', utf8('new'));
      await staged.withdraw?.();
      assert.is(await storage.kind('v.zarr'), null);
      await (isCommitted ? staged.commit() : staged.abort());
      assert.is(text(await storage.get('v.zarr/.zattrs')), expected);
      assert.equal(await readdir(directory), ['v.zarr']);
    }
  }),
);

test(
  'does not follow links when it removes',
  withDirectory(async (directory) => {
    await mkdir(join(directory, 'elsewhere/.cryoet-partial-x-1'), { recursive: true });
    await mkdir(join(directory, 'root'));
    const { symlink } = await import('node:fs/promises');
    await symlink(join(directory, 'elsewhere'), join(directory, 'root/link'));
    await symlink(join(directory, 'elsewhere'), join(directory, 'root/.cryoet-partial-y-2'));
    await writeFile(join(directory, 'elsewhere/f'), '1');
    assert.is(await createLocalStorage(join(directory, 'root')).removeLeftovers(''), 1);
    assert.equal((await readdir(join(directory, 'elsewhere'))).sort(), ['.cryoet-partial-x-1', 'f']);
  }),
);

test(
  'a staged directory that is not committed takes away the directories that it made, no others',
  withDirectory(async (directory) => {
    const root = join(directory, 'a', 'b');
    const calls = new FileCalls();
    const usual = calls.mkdir;
    const stage = () => stageLocalDirectory(join(root, 'out'), { location: 'out', root }, calls);
    await (await stage()).abort();
    assert.equal(await readdir(directory), []);
    let isMade = false;
    calls.mkdir = async (path) => {
      if (path === root && (await calls.stat(join(directory, 'a')).catch(() => null)) !== null && !isMade) {
        isMade = true;
        await usual(root);
      }
      await usual(path);
    };
    await (await stage()).abort();
    assert.equal(
      [isMade, await readdir(join(directory, 'a'))],
      [true, ['b']],
      'another process made it meanwhile',
    );
    await rm(join(directory, 'a'), { recursive: true });
    calls.mkdir = async (path) => {
      if ((await calls.stat(root).catch(() => null)) !== null)
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      await usual(path);
    };
    assert.is((await rejection(stage)).reason, 'no-space');
    assert.equal(await readdir(directory), [], 'where not all could be made');
  }),
);

test.run();
