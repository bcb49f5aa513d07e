import { constants, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileCalls } from '../../../src/storage/local/file-calls.js';
import { rejection } from '../support/rejection.js';
import { withDirectory } from '../support/with-directory.js';

const test = suite('open files');

test(
  'are written and read at positions, in small and large pieces',
  withDirectory(async (directory) => {
    const calls = new FileCalls();
    const path = join(directory, 'f');
    const file = await calls.open(path, constants.O_RDWR | constants.O_CREAT);
    const large = Uint8Array.from({ length: 700_000 }, (_, index) => index % 251);
    await Promise.all([file.write(large, 3), file.write(Uint8Array.of(1, 2, 3), 0)]);
    const found = new Uint8Array(800_000);
    assert.is(await file.read(found, 0), 700_003);
    assert.equal([...found.subarray(0, 5)], [1, 2, 3, 0, 1]);
    assert.is((await file.facts()).size, 700_003);
    await file.close();
    assert.is(Buffer.compare((await readFile(path)).subarray(3), large), 0);
  }),
);

test(
  'are closed once what is under way is done, and used no more',
  withDirectory(async (directory) => {
    const path = join(directory, 'f');
    const file = await new FileCalls().open(path, constants.O_WRONLY | constants.O_CREAT);
    const writing = file.write(new Uint8Array(300_000).fill(7), 0);
    await file.close();
    await file.close();
    await writing;
    assert.is((await readFile(path)).length, 300_000);
    assert.is((await rejection(() => file.write(Uint8Array.of(1), 0))).reason, 'failed');
  }),
);

test(
  'give the entries of a directory while it is read',
  withDirectory(async (directory) => {
    const names = Array.from({ length: 6000 }, (_, index) => `TS_${index}.tif`);
    for (const name of names) writeFileSync(join(directory, name), '');
    const calls = new FileCalls();
    const given: string[] = [];
    await calls.readdir(directory, ({ name }) => given.push(name));
    assert.equal(given.sort(), names.sort());
    const before: string[] = [];
    await calls.readdir(directory, ({ name }) => {
      if (before.push(name) === 1) for (const other of readdirSync(directory)) rmSync(join(directory, other));
    });
    assert.ok(before.length < names.length, `${before.length} entries`);
    const [, code] = await calls
      .readdir(join(directory, 'none'), () => undefined)
      .then(
        () => [],
        (error: NodeJS.ErrnoException) => [error, error.code],
      );
    assert.is(code, 'ENOENT');
  }),
);

test.run();
