import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { describeError } from '../../src/base/messages.js';
import { removeStaleFiles, stagedPrefix, temporaryFiles } from '../../src/volume/temporary-files.js';
import { rejection } from '../storage/support/rejection.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('unpacked volumes of ended processes');

/** Number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test('are removed, and those of no other', async () => {
  await inTemporaryDirectory(async (directory) => {
    const stale = `${stagedPrefix(endedProcess())}abC012`;
    const others = [
      `${stagedPrefix()}aaaaaa`,
      `${stagedPrefix(1)}aaaaaa`,
      stale.replace(/-[0-9a-f]{8}-/, '-00000000-'),
      `${stale}.old`,
      `${stagedPrefix(endedProcess())}abC0123`,
      'cryoet-unpacked',
      'cryoet-abC012',
    ];
    for (const name of [stale, ...others]) {
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, 'volume'), 'x');
    }
    const staged = await temporaryFiles(directory).create(10);
    await removeStaleFiles(directory);
    const left = await readdir(directory);
    assert.is(left.length, others.length + 1);
    for (const name of others) assert.ok(left.includes(name), name);
    staged.write(0, Buffer.from('whole'));
    const reader = await staged.finish(null);
    assert.is(Buffer.from(await reader.read(0, 10)).toString(), 'whole');
    await reader.close();
    await staged.remove();
    await removeStaleFiles(join(directory, 'none'));
  });
});

test('cannot be made where nothing can be written, and another place is asked for', async () => {
  await inTemporaryDirectory(async (directory) => {
    const missing = join(directory, 'missing');
    const error = await rejection(() => temporaryFiles(missing).create(10));
    assert.is(
      describeError(error),
      `${missing}: unpacked volumes cannot be kept here: found ENOENT: no such file or directory, statfs '${missing}'`,
    );
    assert.instance(error, StorageError);
    assert.is((error as StorageError).facts.hint, 'name another directory with --staging-dir');
  });
});

test.run();
