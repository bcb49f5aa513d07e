import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openIdentifiers } from '../../src/deposition/identifiers.js';
import { identityKey } from '../../src/tree/entities/entity-type.js';
import { makeContext } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('identifiers');

function open(files: Readonly<Record<string, string>>) {
  const context = makeContext({ output: new MemoryStorage('out', files) });
  const run = makeItem('run', 'run', { parent: makeItem('dataset', '10') });
  const opened = async () => {
    const identify = await openIdentifiers('alignment', run, context);
    return (...depositions: string[]) =>
      identify(
        depositions.map((deposition) => {
          const key = identityKey(['deposition_id'], () => deposition);
          return { key, unaligned: key };
        }),
      );
  };
  return { context, identify: opened() };
}

const at = (id: number | string, file = 'alignment_metadata.json') => `10/run/Alignments/${id}/${file}`;

test('counts from 100 and gives a key the same number again', async () => {
  const identify = await open({}).identify;
  assert.equal(identify('a', 'b', 'a', 'c'), [100, 101, 100, 102]);
});

test('keeps the numbers that the output has', async () => {
  const identify = await open({ [at(100)]: '{"deposition_id": 7}', [at(104)]: '{"deposition_id": 8}' })
    .identify;
  assert.equal(identify('8', '9', '7'), [104, 105, 100]);
});

test('uses a number again whose directory an interrupted ingest left without metadata', async () => {
  const identify = await open({
    [at(100, 'a.xf')]: '',
    [at(101)]: '{"deposition_id": 7}',
    [at(102, 'b.xf')]: '',
    [at('notes')]: '{}',
  }).identify;
  assert.equal(identify('x', 'y', 'z', '7'), [100, 102, 103, 101]);
});

const published = (...ids: readonly number[]) =>
  Object.fromEntries(ids.map((id) => [at(id), `{"deposition_id": ${id}}`]));

test('gives the numbers of a first ingest again after an interruption, also where an item had nothing to publish', async () => {
  const left = { ...published(101), [at(102, 'b.xf')]: '' };
  assert.equal((await open(left).identify)('nothing', '101', 'interrupted', 'new'), [100, 101, 102, 103]);
  assert.equal((await open(published(101)).identify)('nothing', '101', 'interrupted'), [100, 101, 102]);
  assert.equal((await open({ [at(101, 'b.xf')]: '' }).identify)('nothing', 'interrupted'), [100, 101]);
  assert.equal((await open(published(102)).identify)('a', 'a', 'b', '102'), [100, 100, 101, 102]);
});

test('the same where another deposition was there before', async () => {
  const left = { ...published(100, 101), [at(103, 'b.xf')]: '' };
  assert.equal((await open(left).identify)('nothing', 'interrupted'), [102, 103]);
  assert.equal((await open(published(100, 101, 103)).identify)('nothing', '103', 'new'), [102, 103, 104]);
});

test('a new item among published ones gets the next number', async () => {
  const identify = await open(published(100, 101, 105)).identify;
  assert.equal(identify('100', 'new', '101', 'newer'), [100, 106, 101, 102]);
  assert.equal(identify('first'), [103]);
});

test('keeps the number of unreadable metadata and warns', async () => {
  const { context, identify } = open({ [at(100)]: '{"deposition_id": ' });
  assert.is((await identify)('7')[0], 101);
  assert.is(context.events.length, 1);
  const [event] = context.events;
  assert.ok(event?.kind === 'warning' && event.message.includes(at(100)));
});

test('of two published items with one key the first counts', async () => {
  const identify = await open({ [at(100)]: '{"deposition_id": 7}', [at(101)]: '{"deposition_id": 7}' })
    .identify;
  assert.equal(identify('7', '8'), [100, 102]);
});

test.run();
