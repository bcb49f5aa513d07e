import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { identifiedObject } from '../../../src/pipeline/importers/identified-object.js';
import { makeContext } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('identified object');

const item = (run: string) =>
  makeItem('identified_object', 'objects.csv', {
    parent: makeItem('run', run, { parent: makeItem('dataset', '10') }),
    files: ['dep/objects.csv'],
  });
const table =
  '\uFEFFobject_name,run_name,object_id\r\nribosome,TS_001,GO:1\r\n"a, b",TS_001,\r\n\r\nmembrane,TS_002,GO:2\r\n';

async function ingest(run: string, text: string | Uint8Array, url = 'in') {
  const output = new MemoryStorage('out');
  const context = makeContext({ input: new MemoryStorage(url, { 'dep/objects.csv': text }), output });
  const result = await identifiedObject.importData?.(item(run), context, { report: () => undefined });
  const metadata = await identifiedObject.metadata?.(item(run), context);
  const written = [...output.files.values()].map(
    (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
  );
  return { result, metadata, written };
}

test('writes the rows of its run without the column that names it', async () => {
  const { metadata, written } = await ingest('TS_001', table);
  assert.equal(written, [
    [
      { object_name: 'ribosome', object_id: 'GO:1' },
      { object_name: 'a, b', object_id: null },
    ],
  ]);
  assert.equal(metadata, {
    object_count: 2,
    columns: ['object_name', 'object_id'],
    file_format: 'json',
    source_file: 'in/dep/objects.csv',
    identifier: 100,
  });
});

test('publishes no directories of the machine above INPUT', async () => {
  const { metadata } = await ingest('TS_001', table, '/home/curator/in/');
  assert.is(metadata?.source_file, 'in/dep/objects.csv');
});

test('keeps the letters of a Latin-1 table', async () => {
  const bytes = Uint8Array.from(Buffer.from('object_name,run_name\n2 µm bead,TS_001\n', 'latin1'));
  assert.equal((await ingest('TS_001', bytes)).written, [[{ object_name: '2 µm bead' }]]);
});

test('is skipped for a run without rows', async () => {
  const { result, metadata, written } = await ingest('TS_003', table);
  assert.is(result?.skipped, true);
  assert.is(metadata, null);
  assert.equal(written, []);
});

test('names file and line of a bad table', async () => {
  for (const [text, line, found] of [
    ['object_name,run\na,b\n', 1, 'object_name, run'],
    ['', 1, 'an empty file'],
    ['x,run_name,x\n1,TS_001,2\n', 1, '"x" again'],
    ['object_name,run_name\na,b\na,b,c\n', 3, '3 cells'],
  ] as const) {
    try {
      await ingest('TS_001', text);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, FormatError);
      const { path, line: at, found: what } = (error as FormatError).facts;
      assert.equal([path, at, what], ['in/dep/objects.csv', line, found]);
    }
  }
});

test.run();
