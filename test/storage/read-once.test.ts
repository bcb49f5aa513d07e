import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OpenFiles, ReadOnceStorage } from '../../src/storage/read-once.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';
import { rejection } from './support/rejection.js';

const test = suite('readOnce');

/** A storage in memory that notes which files are opened, and how many are open. */
class CountingStorage extends MemoryStorage {
  readonly opened: string[] = [];
  openNow = 0;

  override async open(key: string) {
    const reader = await super.open(key);
    this.opened.push(key);
    this.openNow += 1;
    return {
      ...reader,
      size: reader.size,
      read: (offset: number, length: number) => reader.read(offset, length),
      close: async () => {
        this.openNow -= 1;
        await reader.close();
      },
    };
  }
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

test('opens a small file once, however often it is read', async () => {
  const files = new CountingStorage('in', { a: bytesOf(300_000) });
  const tally = { files: 0, bytes: 0 };
  const storage = new ReadOnceStorage(files, tally);
  const reader = await storage.open('a');
  assert.is(reader.size, 300_000);
  assert.equal(await reader.read(10, 4), bytesOf(20).subarray(10, 14));
  await reader.close();
  assert.equal(await storage.get('a'), bytesOf(300_000));
  assert.equal(await storage.get('a'), bytesOf(300_000));
  const again = await storage.open('a');
  assert.equal(await again.read(299_998, 10), bytesOf(300_000).subarray(299_998));
  await again.close();
  assert.ok(files.opened.length <= 2, `${files.opened.length} times opened`);
  assert.is(files.openNow, 0);
  assert.is(tally.files, 1);
  await storage.close();
});

test('reads nothing of a file that is only opened', async () => {
  const files = new CountingStorage('in', { a: bytesOf(10) });
  const tally = { files: 0, bytes: 0 };
  const storage = new ReadOnceStorage(files, tally);
  await (await storage.open('a')).close();
  assert.equal(tally, { files: 1, bytes: 0 });
  assert.is(files.openNow, 0);
});

test('keeps a large file open for who reads more of it, until it is closed itself', async () => {
  const large = bytesOf(5 * 1024 * 1024);
  const files = new CountingStorage('in', { a: large });
  const storage = new ReadOnceStorage(files);
  for (const offset of [0, 70_000, 4_000_000, 70_000]) {
    const reader = await storage.open('a');
    assert.equal(await reader.read(offset, 100), large.subarray(offset, offset + 100));
    await reader.close();
  }
  assert.equal(files.opened, ['a']);
  assert.is(files.openNow, 1);
  await storage.close();
  assert.is(files.openNow, 0);
});

test('several readers of a file at a time share it', async () => {
  const files = new CountingStorage('in', { a: bytesOf(1000) });
  const storage = new ReadOnceStorage(files);
  const read = await Promise.all([1, 2, 3].map(() => storage.get('a')));
  for (const bytes of read) assert.equal(bytes, bytesOf(1000));
  assert.equal(files.opened, ['a']);
});

test('a file that one lets go of while another opens it stays open for that one', async () => {
  const files = new CountingStorage('in', { a: bytesOf(10) });
  const opened = new OpenFiles((key) => files.open(key));
  const first = await opened.open('a');
  const opening = opened.open('a');
  await first.release(false);
  assert.is(files.openNow, 1);
  const second = await opening;
  assert.equal(await second.reader.read(0, 2), bytesOf(2));
  await second.release(false);
  assert.is(files.openNow, 0);
  assert.equal(files.opened, ['a']);
});

test('of those that are kept open, the oldest are closed once', async () => {
  const names = Array.from({ length: 70 }, (_, index) => `${index}`);
  const files = new CountingStorage('in', Object.fromEntries(names.map((name) => [name, 'x'])));
  const opened = new OpenFiles((key) => files.open(key));
  const shared = await Promise.all(names.map((name) => opened.open(name)));
  await Promise.all(shared.map(({ release }) => release(true)));
  assert.is(files.openNow, 64);
  await opened.closeAll();
  assert.is(files.openNow, 0);
});

test('two reads at a time of a reader open its file once', async () => {
  const bytes = bytesOf(300_000);
  const files = new CountingStorage('in', { a: bytes });
  const storage = new ReadOnceStorage(files);
  const head = await storage.open('a');
  await head.read(0, 100);
  await head.close();
  // Its head is known, so that it is opened by the reads.
  const reader = await storage.open('a');
  assert.is(files.openNow, 0);
  const read = await Promise.all([70_000, 200_000].map((offset) => reader.read(offset, 10)));
  assert.equal(read, [bytes.slice(70_000, 70_010), bytes.slice(200_000, 200_010)]);
  assert.is(files.openNow, 1);
  await reader.close();
  assert.is(files.openNow, 0);
});

test('what is given away may be changed', async () => {
  const storage = new ReadOnceStorage(new MemoryStorage('in', { a: bytesOf(8) }));
  (await storage.get('a')).fill(0);
  assert.equal(await storage.get('a'), bytesOf(8));
});

test('refuses files that are larger than what is taken, and tells of those that are not there', async () => {
  const storage = new ReadOnceStorage(new MemoryStorage('in', { a: bytesOf(8), empty: '' }));
  assert.is((await rejection(() => storage.get('a', 7))).reason, 'too-large');
  assert.is((await rejection(() => storage.get('b'))).reason, 'missing');
  assert.is((await rejection(() => storage.get('b'))).reason, 'missing');
  assert.equal(await storage.get('empty'), new Uint8Array(0));
});

test.run();
