import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../../demo/files/mrc.js';
import { FormatError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { gain } from '../../../src/pipeline/importers/gain.js';
import { parseMrcHeader } from '../../../src/volume/mrc/read-header.js';
import { dm4WithImage } from '../../support/write-dm4.js';
import { makeContext } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage, withOtherBytes } from '../support/memory-storage.js';

const test = suite('gain');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const item = (file: string) => makeItem('gain', file, { parent: run, files: [file] });
const image = { dataType: 2, tagType: 6, samples: [1, 2, 3, 4, 5, 6], dimensions: [3, 2], scale: 0.5 };

async function ingest(file: string, bytes: Uint8Array, layout: 'documented' | 'portal' = 'documented') {
  const output = new MemoryStorage('out');
  const context = makeContext({
    input: new MemoryStorage('in', { [file]: bytes }),
    output,
    options: { layout },
  });
  const planned = await gain.outputs(item(file), context);
  const reported: number[] = [];
  const result = await gain.importData?.(item(file), context, { report: (done) => reported.push(done) });
  return { planned, result, files: output.files, reported };
}

test('copies what is no DM4 byte for byte', async () => {
  const { planned, files, result } = await ingest('dep/a.gain', Uint8Array.of(1, 2, 3));
  assert.equal(planned, [{ path: '10/TS_001/Gains/a_gain.gain', from: 'dep/a.gain', bytes: 3 }]);
  assert.equal([...files], [['10/TS_001/Gains/a_gain.gain', Uint8Array.of(1, 2, 3)]]);
  assert.is(result?.bytesWritten, 3);
});

test('does not say gain twice', async () => {
  const mrc = encodeMrc({ shape: [1, 1, 1], values: Float32Array.of(1) }, { mode: 2, voxelSize: 1 });
  assert.is((await ingest('a_gain.mrc', mrc)).planned[0]?.path, '10/TS_001/Gains/a_gain.mrc');
  assert.is((await ingest('a_gain.mrc', mrc, 'portal')).planned[0]?.path, '10/TS_001/Gains/a_gain.mrc');
  assert.is((await ingest('a.dm4', dm4WithImage(image), 'portal')).planned[0]?.path, '10/TS_001/Gains/a.mrc');
});

test('makes a DM4 an MRC, rows from the bottom up', async () => {
  const { planned, files, result, reported } = await ingest('dep/a.dm4', dm4WithImage(image));
  assert.equal(planned[0], {
    path: '10/TS_001/Gains/a_gain.mrc',
    from: 'dep/a.dm4',
    bytes: 1048,
  });
  const mrc = files.get('10/TS_001/Gains/a_gain.mrc') ?? new Uint8Array();
  assert.is(mrc.length, 1048);
  assert.is(result?.bytesWritten, 1048);
  assert.equal(result?.notes, []);
  assert.equal(reported, [1048]);
  const fields = parseMrcHeader(mrc, mrc.length, 'gain.mrc').fields;
  assert.equal(
    [fields.mode, fields.nx, fields.ny, fields.nz, fields.mz, fields.ispg, fields.nsymbt],
    [2, 3, 2, 1, 1, 0, 0],
  );
  assert.equal(fields.cella, [15, 10, 5]);
  assert.equal([fields.dmin, fields.dmax, fields.dmean], [1, 6, 3.5]);
  assert.ok(Math.abs(fields.rms - 1.707825) < 1e-6);
  assert.equal([...new Float32Array(mrc.slice(1024).buffer)], [4, 5, 6, 1, 2, 3]);
});

test('joins the bands of a tall image in the right order', async () => {
  const [width, height] = [1024, 2600];
  const samples = Array.from({ length: width * height }, (_, index) => Math.floor(index / width));
  const bytes = dm4WithImage({ ...image, dataType: 10, tagType: 4, samples, dimensions: [width, height] });
  const { files } = await ingest('a.dm4', bytes);
  const mrc = files.get('10/TS_001/Gains/a_gain.mrc') ?? new Uint8Array();
  const values = new Float32Array(mrc.slice(1024).buffer);
  for (let row = 0; row < height; row++) assert.is(values[row * width + (row % width)], height - 1 - row);
});

test('remarks on a missing pixel size and on values that are not numbers', async () => {
  const bytes = dm4WithImage({ ...image, samples: [1, 2, Number.NaN, 4, 5, 6], units: '' });
  const { result, files } = await ingest('a.dm4', bytes);
  assert.equal(result?.notes, ['no pixel size in the DigitalMicrograph file: 1 Å is written']);
  assert.equal(result?.warnings, ['values of the gain reference that are not finite numbers: 1']);
  assert.equal(
    parseMrcHeader(files.get('10/TS_001/Gains/a_gain.mrc') ?? new Uint8Array(), null, 'a_gain.mrc').fields
      .cella,
    [3, 2, 1],
  );
});

test('names the file of a broken DM4, and writes nothing', async () => {
  try {
    await ingest('dep/a.dm4', new Uint8Array(40));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, FormatError);
    assert.is((error as FormatError).facts.path, 'in/dep/a.dm4');
  }
});

test('compares what it read of a DM4 with what a bucket has, and writes nothing else', async () => {
  const output = new MemoryStorage('out');
  const input = withOtherBytes(new MemoryStorage('in', { 'a.dm4': dm4WithImage(image) }));
  const work = gain.importData?.(item('a.dm4'), makeContext({ input, output }), { report: () => undefined });
  const failure = await work?.then(() => null, describeError);
  assert.is(failure, 'in/a.dm4: other bytes');
  assert.equal([...output.files], []);
});

test.run();
