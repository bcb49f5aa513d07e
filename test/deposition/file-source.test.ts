import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/messages.js';
import { fileSource } from '../../src/deposition/source-files.js';
import { MemoryStorage, withOtherBytes } from '../pipeline/support/memory-storage.js';

const test = suite('files as sources of bytes');

const mebibyte = 2 ** 20;
const size = 2 * mebibyte + 100_000;
const content = Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 251);

/** Returns a source that records its reads. */
function counted() {
  const storage = new MemoryStorage('in', { file: content });
  const reads: [from: number, length: number][] = [];
  const open = storage.open.bind(storage);
  storage.open = async (key) => {
    const reader = await open(key);
    return {
      ...reader,
      read(offset, length) {
        reads.push([offset, length]);
        return reader.read(offset, length);
      },
    };
  };
  const progress: number[] = [];
  return {
    source: fileSource(storage, 'file', { onRead: (bytes) => progress.push(bytes) }),
    reads,
    progress,
  };
}

test('all of a file, a mebibyte at a time, in chunks of 64 KiB', async () => {
  const { source, reads, progress } = counted();
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  assert.ok(Buffer.concat(chunks).equals(content));
  assert.is(Math.max(...chunks.map(({ length }) => length)), 65_536);
  assert.equal(reads, [
    [0, mebibyte],
    [mebibyte, mebibyte],
    [2 * mebibyte, 100_000],
  ]);
  assert.equal(progress, [mebibyte, 2 * mebibyte, size]);
});

test('what was read is compared with what a bucket has, at the end', async () => {
  const source = fileSource(withOtherBytes(new MemoryStorage('in', { file: content })), 'file');
  let bytes = 0;
  try {
    for await (const piece of source.spans?.([{ start: 5, end: 10 }]) ?? []) bytes += piece.bytes.length;
    assert.unreachable();
  } catch (error) {
    assert.is(describeError(error), 'in/file: other bytes');
  }
  assert.is(bytes, 5);
});

test('an interrupt within a piece ends the reading there', async () => {
  const interrupt = new AbortController();
  const source = fileSource(new MemoryStorage('in', { file: content }), 'file', { signal: interrupt.signal });
  setTimeout(() => interrupt.abort(new Error('interrupted')));
  let bytes = 0;
  try {
    for await (const chunk of source.chunks()) bytes += chunk.length;
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'interrupted');
  }
  assert.is(bytes, mebibyte / 4);
});

test('stretches, of which those that follow each other are read together', async () => {
  const { source, reads } = counted();
  const spans = [
    { start: 10, end: 70_000 },
    { start: 70_000, end: 70_500 },
    { start: 70_500, end: 70_500 },
    { start: 100_000, end: 100_001 },
    { start: 200_000, end: 200_000 + mebibyte + 5 },
    { start: 200_005 + mebibyte, end: size },
  ];
  const found = spans.map((): Buffer[] => []);
  for await (const { span, bytes } of source.spans?.(spans) ?? []) found[span]?.push(Buffer.from(bytes));
  for (const [index, { start, end }] of spans.entries()) {
    assert.ok(Buffer.concat(found[index] ?? []).equals(content.subarray(start, end)), `${index}`);
  }
  assert.equal(reads, [
    [10, 70_490],
    [100_000, 1],
    [200_000, mebibyte],
    [200_000 + mebibyte, size - 200_000 - mebibyte],
  ]);
});

test.run();
