import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError, Superseded } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import type { Item } from '../../../src/deposition/item.js';
import type { Importer } from '../../../src/pipeline/importer.js';
import { alignment } from '../../../src/pipeline/importers/alignment.js';
import { frame } from '../../../src/pipeline/importers/frame.js';
import type { IngestEvent } from '../../../src/pipeline/walk/events.js';
import { ItemLog } from '../../../src/pipeline/walk/item-log.js';
import { planItem } from '../../../src/pipeline/walk/process-item.js';
import { entityTypes } from '../../../src/tree/entities/entity-type.js';
import { makeContext, makeEntry } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('planning an item');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const mdoc = makeItem('collection_metadata', 'a', { parent: run, files: ['a.mdoc'] });
const frames = makeItem('frame', 'a', { parent: run, files: ['a.tif'], entry: makeEntry({ dose_rate: 2 }) });

async function plan(importer: Importer, item: Item, mdocText: string) {
  const types = new Set(entityTypes);
  const output = new MemoryStorage('out');
  const context = makeContext({
    input: new MemoryStorage('in', {
      'a.mdoc': mdocText,
      'a.tif': 'II*\0abcd',
      'a.xf': '1 0 0 1',
      'a.tlt': '0',
    }),
    output,
    options: { dryRun: true, importTypes: types, metadataTypes: types },
    find: async (type) => (type === 'collection_metadata' ? [mdoc] : []),
  });
  const log = new ItemLog(item, context);
  await planItem(importer, item, log, context);
  log.close();
  assert.is(output.files.size, 0);
  const last = context.events.at(-1);
  if (last?.kind !== 'item-finished') throw new Error('the log told nothing');
  return last.record;
}

async function errorOf(step: Promise<unknown>): Promise<string> {
  try {
    await step;
  } catch (error) {
    return describeError(error);
  }
  throw new Error('expected an error');
}

test('tells sources, outputs and metadata, and writes nothing', async () => {
  const record = await plan(frame, frames, '[ZValue = 0]\nExposureTime = 1');
  assert.is(record.status, 'planned');
  assert.equal(record.sources, [{ path: 'in/a.tif', bytes: 8 }]);
  assert.equal(record.outputs, [{ path: '10/TS_001/Frames/a.tif', bytes: 8 }]);
  assert.is(record.metadata, '10/TS_001/Frames/frames_metadata.json');
});

test('fails where the metadata would, naming the source', async () => {
  assert.match(
    await errorOf(plan(frame, frames, '[ZValue = 0]')),
    /^in\/a\.mdoc:1: no ExposureTime in section 0/,
  );
  const aligned = makeItem('alignment', 'a', {
    parent: run,
    id: 100,
    files: ['a.xf', 'a.tlt'],
    entry: makeEntry({ format: 'IMOD' }),
  });
  assert.match(await errorOf(plan(alignment, aligned, '')), /^in\/a\.xf:1: wrong number of fields/);
});

test('names no metadata for an alignment that nobody deposited and no tomogram gives a size', async () => {
  const record = await plan(
    alignment,
    makeItem('alignment', 'default', { parent: run, id: 100, origin: 'default' }),
    '',
  );
  assert.is(record.metadata, null);
});

test('an item that fails because another ingest took its run is superseded', async () => {
  const taken = new AbortController();
  const superseded = new Superseded('TS_001', 'process 7 on elsewhere');
  const context = {
    ...makeContext({}),
    signal: taken.signal,
    lease: { check: async () => taken.abort(superseded) },
  };
  const events: IngestEvent[] = [];
  const log = new ItemLog(frames, { ...context, emit: (event) => events.push(event) });
  await log.attempt(() => Promise.reject(new StorageError('missing', 'no such file')));
  log.close();
  const last = events.at(-1);
  assert.equal(last?.kind === 'item-finished' ? [last.record.status, last.record.error] : null, [
    'superseded',
    null,
  ]);
});

test.run();
