import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { IngestError } from '../../../src/base/errors.js';
import { toPlain } from '../../../src/base/json-value.js';
import { describeError } from '../../../src/base/messages.js';
import type { Item } from '../../../src/deposition/item.js';
import { frame } from '../../../src/pipeline/importers/frame.js';
import { makeContext, makeEntry } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('frame');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const mdocItem = makeItem('collection_metadata', 'a', { parent: run, files: ['dep/a.mdoc'] });
const mdocText = [
  '[ZValue = 1]',
  'ExposureTime = 0.8',
  'SubFramePath = D:\\x\\b.tif',
  '[ZValue = 0]',
  'ExposureTime = 1',
  'SubFramePath = /x/not-deposited.tif',
  '[ZValue = 2]',
  'ExposureTime = 1.2',
].join('\n');

const frames = (changes: Partial<Item> = {}) =>
  makeItem('frame', 'a', {
    parent: run,
    files: ['dep/f/a.tif', 'dep/f/b.tif'],
    entry: makeEntry({ dose_rate: 2, is_gain_corrected: true }),
    ...changes,
  });

/** What begins like a TIFF. */
const tiff = (bytes: number) => 'II*\0'.padEnd(bytes, 'a');

function contextWith(mdoc: string | null) {
  const found = mdoc === null ? [] : [mdocItem];
  return makeContext({
    input: new MemoryStorage('in', {
      'dep/a.mdoc': mdoc ?? '',
      'dep/f/a.tif': tiff(9),
      'dep/f/b.tif': tiff(8),
    }),
    output: new MemoryStorage('out', mdoc === null ? {} : { '10/TS_001/Frames/a.mdoc': mdoc }),
    find: async (type) => (type === 'collection_metadata' ? found : []),
  });
}

async function errorOf(item: Item, mdoc: string | null): Promise<string> {
  try {
    await frame.metadata?.(item, contextWith(mdoc));
  } catch (error) {
    return describeError(error);
  }
  throw new Error('expected an error');
}

test('describes every section of the mdoc in file order', async () => {
  const metadata = await frame.metadata?.(frames(), contextWith(mdocText));
  assert.equal(toPlain(metadata ?? null), {
    frames: [
      {
        acquisition_order: 1,
        accumulated_dose: 0,
        exposure_dose: 1.6,
        is_gain_corrected: true,
        path: '10/TS_001/Frames/b.tif',
      },
      { acquisition_order: 0, accumulated_dose: 1.6, exposure_dose: 2, is_gain_corrected: true, path: null },
      {
        acquisition_order: 2,
        accumulated_dose: 3.6,
        exposure_dose: 2.4,
        is_gain_corrected: true,
        path: null,
      },
    ],
    frames_acquisition_file: '10/TS_001/Frames/a.mdoc',
  });
});

test('copies every file', async () => {
  const context = contextWith(null);
  const result = await frame.importData?.(frames(), context, { report: () => undefined });
  assert.is(result?.bytesWritten, 17);
  assert.equal(
    [...(context.output as MemoryStorage).files.keys()],
    ['10/TS_001/Frames/a.tif', '10/TS_001/Frames/b.tif'],
  );
});

test('wants a dose rate above 0 and an mdoc', async () => {
  for (const metadata of [{}, { dose_rate: 0 }, { dose_rate: -1 }, { dose_rate: '2' }]) {
    assert.match(await errorOf(frames({ entry: makeEntry(metadata) }), mdocText), /dose rate.*above 0/);
  }
  assert.match(await errorOf(frames(), null), /frame a of run TS_001: frames need an mdoc/);
});

test('names section and key that the mdoc lacks', async () => {
  const message = await errorOf(frames(), '[ZValue = 0]\nExposureTime = 1\n[FrameSet = 0]\nExposureTime = 1');
  assert.match(message, /a\.mdoc:3: no ZValue in section 1/);
});

test('tells when the mdoc was never imported', async () => {
  const context = { ...contextWith(mdocText), output: new MemoryStorage('out') };
  try {
    await frame.metadata?.(frames(), context);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, IngestError);
    assert.is((error as IngestError).facts.hint, 'import collection_metadata as well');
  }
});

test.run();
