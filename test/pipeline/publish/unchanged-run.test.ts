import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createItem } from '../../../src/deposition/item.js';
import { parseRunDataMap, parseRunMapCsv, type RunMaps } from '../../../src/deposition/run-tables.js';
import { SourceTraces, TracedInput } from '../../../src/deposition/source-trace.js';
import type { IngestContext } from '../../../src/pipeline/context.js';
import { RunWitness } from '../../../src/pipeline/publish/unchanged-run.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { flatStorage } from '../../storage/support/flat-storage.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('what a finished run was made from');

const run = createItem('run', 'TS_1', createItem('dataset', '1', null));

/** The state of the run with these tables and objects. */
function conclude(maps: Partial<RunMaps>, witness = new RunWitness(), more: Partial<IngestContext> = {}) {
  const { storage } = flatStorage(['1/TS_1/a']);
  storage.stat = async () => null;
  const none: RunMaps = { rows: null, tomograms: null, frames: null, tiltSeries: null };
  const context: Partial<IngestContext> = {
    ...{ input: storage, output: storage, maps: { ...none, ...maps }, configDigest: '1' },
    config: { sections: {} } as never,
    options: { filters: new Map(), excludes: new Map() } as never,
    ...more,
  };
  return witness.conclude(run, '1', context as IngestContext);
}

test('has the cells of its own row, also of a table beside the configuration', async () => {
  const basis = async (maps: Partial<RunMaps>) => (await conclude(maps))?.basis;
  const ofRows = (text: string) => basis({ rows: parseRunDataMap(`run_name,dose\n${text}`, 'map.csv').rows });
  const first = await ofRows('TS_1,100\nTS_2,80\n');
  assert.is(await ofRows('TS_2,90\nTS_1,100\n'), first);
  assert.is.not(await ofRows('TS_1,110\nTS_2,80\n'), first);
  const ofTomograms = (text: string) => basis({ tomograms: parseRunMapCsv(text, 'tomograms.csv') });
  assert.is(await ofTomograms('TS_1,a\nTS_2,b\n'), await ofTomograms('TS_1,a\n'));
  assert.is.not(await ofTomograms('TS_1,a\n'), await ofTomograms('TS_1,c\n'));
});

test('names an OME-Zarr without its chunks', async () => {
  const witness = new RunWitness();
  for (const key of ['a.zarr/0/0/1', 'a.zarr', 'a.zarr/.zattrs', 'a.zarr.txt', 'b/c'])
    witness.trace.files.add(key);
  assert.equal((await conclude({}, witness))?.files, ['a.zarr', 'a.zarr.txt', 'b/c']);
});

test('is known in a directory unless a source changed after it was read', () =>
  inTemporaryDirectory(async (directory) => {
    const input = createLocalStorage(directory);
    const sourcesAfter = async (change: () => Promise<unknown>) => {
      await input.put('a.mdoc', new Uint8Array(5));
      const [witness, traces] = [new RunWitness(), new SourceTraces()];
      const traced = new TracedInput(input, traces);
      await traces.record(witness.trace, () => traced.get('a.mdoc'));
      await change();
      return (await conclude({}, witness, { input: traced, untracedInput: input, traces }))?.files;
    };
    assert.equal(await sourcesAfter(async () => undefined), ['a.mdoc']);
    assert.is(await sourcesAfter(() => input.put('a.mdoc', new Uint8Array(5).fill(1))), undefined);
    assert.is(await sourcesAfter(() => input.delete('a.mdoc')), undefined);
  }));

test.run();
