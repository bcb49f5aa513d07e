import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/messages.js';
import { SpillFile } from '../../src/storage/spill-file.js';
import { rejection } from './support/rejection.js';

const mebibyte = 1024 ** 2;
const reserve = 256 * mebibyte;

const test = suite<{ directory: string }>('stretches of a file without a name');

test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'cryoet-test-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

test('keep what was written, and give room back', async ({ directory }) => {
  const spill = new SpillFile(directory, 'parts');
  const [first, second] = [await spill.take(1000), await spill.take(500)];
  assert.equal([first, second], [0, 1000]);
  await spill.write(second + 10, Buffer.from('second'));
  await spill.write(first, Buffer.from('first'));
  assert.equal(readdirSync(directory), []);
  assert.is(Buffer.from(await spill.read(second + 10, 6)).toString(), 'second');
  assert.is(Buffer.from(await spill.read(first, 5)).toString(), 'first');
  // What nobody wrote yet is zeros, beyond the end of the file too.
  assert.equal(await spill.read(second + 490, 10), new Uint8Array(10));
  spill.give(first, 1000);
  assert.is(await spill.take(500), 1500);
  assert.is(await spill.take(1000), first);
  await spill.close();
  await spill.close();
});

test('leave room for others on the disk', async ({ directory }) => {
  let free = 8 * mebibyte + reserve + 1;
  const spill = new SpillFile(directory, 'parts', async (asked: string) => {
    assert.is(asked, directory);
    return free;
  });
  const place = await spill.take(8 * mebibyte);
  free = 8 * mebibyte + reserve;
  const error = await rejection(() => spill.take(8 * mebibyte));
  assert.is(error.reason, 'no-space');
  assert.is(describeError(error), `${directory}: the staging disk is nearly full: found ${free} bytes free`);
  assert.match(error.facts.hint ?? '', '--staging-dir');
  // Room that was taken before may be used again on the fullest disk.
  spill.give(place, 8 * mebibyte);
  assert.is(await spill.take(8 * mebibyte), place);
  await spill.close();
});

test('fail with the name of a directory that cannot hold them', async ({ directory }) => {
  const missing = join(directory, 'none');
  const spill = new SpillFile(missing, 'parts', async () => Number.POSITIVE_INFINITY);
  const place = await spill.take(10);
  const error = await rejection(() => spill.write(place, new Uint8Array(10)));
  assert.is(error.reason, 'failed');
  assert.is(error.facts.path, missing);
  assert.match(error.facts.hint ?? '', '--staging-dir');
  assert.is((await rejection(() => new SpillFile(missing, 'parts').take(10))).facts.path, missing);
});

test.run();
