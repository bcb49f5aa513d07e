import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/messages.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { rejection } from './support/rejection.js';
import { withDirectory } from './support/with-directory.js';

const test = suite('openStorage');

test(
  'opens a source that exists and no other',
  withDirectory(async (directory) => {
    await writeFile(join(directory, 'file'), '1');
    const storage = await openStorage(directory, { check: 'source' });
    assert.is(storage.url, directory);
    assert.is(storage.flat, false);
    assert.is(storage.location('a/b'), `${directory}/a/b`);
    const missing = await rejection(() => openStorage(join(directory, 'none'), { check: 'source' }));
    assert.is(missing.reason, 'missing');
    assert.is(describeError(missing), `${directory}/none: no such directory`);
    const file = await rejection(() => openStorage(join(directory, 'file'), { check: 'source' }));
    assert.is(describeError(file), `${directory}/file: not a directory: expected a directory, found a file`);
  }),
);

test(
  'makes an output and leaves nothing in it',
  withDirectory(async (directory) => {
    await openStorage(join(directory, 'a/b'), { check: 'output' });
    assert.equal(await readdir(join(directory, 'a/b')), []);
    await openStorage(join(directory, 'a/b'), { check: 'output' });
    await writeFile(join(directory, 'file'), '1');
    const file = await rejection(() => openStorage(join(directory, 'file'), { check: 'output' }));
    assert.match(describeError(file), `${directory}/file: cannot write here: not a directory`);
    const below = await rejection(() => openStorage(join(directory, 'file/x'), { check: 'output' }));
    assert.match(describeError(below), `${directory}/file/x: cannot write here: a file is in the way`);
  }),
);

test(
  'makes nothing unless asked',
  withDirectory(async (directory) => {
    const storage = await openStorage(join(directory, 'none'));
    assert.equal(await storage.readDirectory(''), []);
    assert.equal(await readdir(directory), []);
  }),
);

test(
  'says why an output cannot be written',
  withDirectory(async (directory) => {
    if (process.getuid?.() === 0) {
      const error = await rejection(() => openStorage('/proc/cryoet', { check: 'output' }));
      assert.match(describeError(error), '/proc/cryoet: cannot write here: ');
      return;
    }
    const closed = join(directory, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    const error = await rejection(() => openStorage(closed, { check: 'output' }));
    assert.is(error.reason, 'denied');
    assert.is(describeError(error), `${closed}: cannot write here: no permission`);
  }),
);

test('refuses locations that it cannot write to', async () => {
  for (const [location, found] of [
    ['https://example.org/x', 'https://'],
    ['http://example.org', 'http://'],
    ['gs://b/x', 'gs://'],
    ['file:///tmp', 'file://'],
    ['', 'no name'],
    ['s3:/bucket/x', 's3:'],
    ['S3:bucket', 'S3:'],
    ['s3a:/bucket', 's3a:'],
  ] as const) {
    const { facts } = await rejection(() => openStorage(location));
    assert.equal(
      [facts.expected, facts.found, location],
      ['a directory or s3://bucket/prefix', found, location],
    );
  }
});

test.run();
