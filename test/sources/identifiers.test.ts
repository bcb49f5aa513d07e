import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { identityKey } from '../../src/entities/index.js';
import { openIdentifiers } from '../../src/sources/identifiers.js';
import { makeContext } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('identifiers');

function open(files: Readonly<Record<string, string>>) {
  const context = makeContext({ output: new MemoryStorage('out', files) });
  const run = makeItem('run', 'run', { parent: makeItem('dataset', '10') });
  const identify = async () => {
    const identifiersOf = await openIdentifiers('alignment', run, context);
    return (deposition: string) => {
      const key = identityKey(['deposition_id'], () => deposition);
      return identifiersOf.identify({ key, unaligned: key });
    };
  };
  return { context, identify: identify() };
}

const at = (id: number | string, file = 'alignment_metadata.json') => `10/run/Alignments/${id}/${file}`;

test('counts from 100 and gives a key the same number again', async () => {
  const identify = await open({}).identify;
  assert.equal(['a', 'b', 'a', 'c'].map(identify), [100, 101, 100, 102]);
});

test('keeps the numbers that the output has', async () => {
  const identify = await open({ [at(100)]: '{"deposition_id": 7}', [at(104)]: '{"deposition_id": 8}' })
    .identify;
  assert.equal(['8', '9', '7'].map(identify), [104, 105, 100]);
});

test('uses a number again whose directory an interrupted ingest left without metadata', async () => {
  const identify = await open({
    [at(100, 'a.xf')]: '',
    [at(101)]: '{"deposition_id": 7}',
    [at(102, 'b.xf')]: '',
    [at('notes')]: '{}',
  }).identify;
  assert.equal(['x', 'y', 'z', '7'].map(identify), [100, 102, 103, 101]);
});

test('keeps the number of unreadable metadata and warns', async () => {
  const { context, identify } = open({ [at(100)]: '{"deposition_id": ' });
  assert.is((await identify)('7'), 101);
  assert.is(context.events.length, 1);
  const [event] = context.events;
  assert.ok(event?.kind === 'warning' && event.message.includes(at(100)));
});

test('of two published items with one key the first counts', async () => {
  const identify = await open({ [at(100)]: '{"deposition_id": 7}', [at(101)]: '{"deposition_id": 7}' })
    .identify;
  assert.equal(['7', '8'].map(identify), [100, 102]);
});

test.run();
