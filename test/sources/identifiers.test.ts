import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EntityIdentity } from '../../src/pipeline/importer.js';
import { openIdentifierBook } from '../../src/sources/identifiers.js';
import { makeContext } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('identifiers');

const identity: EntityIdentity = {
  container: (parent) => parent,
  key: async (item) => item.name,
  publishedKey: (metadata) => String(metadata.deposition_id),
  directories: async () => ['10/run/Alignments'],
  metadataName: () => 'alignment_metadata.json',
};

function open(files: Readonly<Record<string, string>>) {
  const context = makeContext({ output: new MemoryStorage('out', files) });
  return { context, book: openIdentifierBook(identity, makeItem('run', 'run'), context) };
}

const at = (id: number | string, file = 'alignment_metadata.json') => `10/run/Alignments/${id}/${file}`;

test('counts from 100 and gives a key the same number again', async () => {
  const book = await open({}).book;
  assert.equal(['a', 'b', 'a', 'c'].map(book.identify), [100, 101, 100, 102]);
});

test('keeps the numbers that the output has', async () => {
  const book = await open({ [at(100)]: '{"deposition_id": 7}', [at(104)]: '{"deposition_id": 8}' }).book;
  assert.equal(['8', '9', '7'].map(book.identify), [104, 105, 100]);
});

test('uses a number again whose directory an interrupted ingest left without metadata', async () => {
  const book = await open({
    [at(100, 'a.xf')]: '',
    [at(101)]: '{"deposition_id": 7}',
    [at(102, 'b.xf')]: '',
    [at('notes')]: '{}',
  }).book;
  assert.equal(['x', 'y', 'z', '7'].map(book.identify), [100, 102, 103, 101]);
});

test('keeps the number of unreadable metadata and warns', async () => {
  const { context, book } = open({ [at(100)]: '{"deposition_id": ' });
  assert.is((await book).identify('7'), 101);
  assert.is(context.events.length, 1);
  const [event] = context.events;
  assert.ok(event?.kind === 'warning' && event.message.includes(at(100)));
});

test('of two published items with one key the first counts', async () => {
  const book = await open({ [at(100)]: '{"deposition_id": 7}', [at(101)]: '{"deposition_id": 7}' }).book;
  assert.equal(['7', '8'].map(book.identify), [100, 102]);
});

test.run();
