import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../src/deposition/config/load-config.js';
import { volumeImporter } from '../../../src/pipeline/convert/volume-files.js';
import { ingest } from '../../../src/pipeline/ingest.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { readDocument } from '../../../src/tree/tree-reader.js';
import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import { ingestWithReport } from '../../support/ingest-report.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { usualOptions } from '../../support/usual-options.js';
import { makeMrc } from '../../volume/support/make-mrc.js';
import { makeContext } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('volumes that an ingest leaves out');

/** Ingests TS_001 without MRC files; `onDelete` is told of every file of the output that is about to be removed. */
async function ingestWithoutMrc(tiny: TinyDeposition, onDelete: (key: string) => Promise<void>) {
  const output = createLocalStorage(tiny.output);
  const remove = output.delete.bind(output);
  output.delete = async (key) => {
    await onDelete(key);
    await remove(key);
  };
  const engine = createVolumeEngine({ jobs: 1, memory: 512 * 2 ** 20 });
  try {
    return await ingest({
      config: loadConfig(await readFile(tiny.config), tiny.config),
      input: createLocalStorage(tiny.input),
      output,
      engine,
      options: {
        ...usualOptions,
        writeMrc: false,
        filters: new Map([['run', [/TS_001/]]]),
        precompute: false,
        // Other settings than before, so that the ledger does not prove the MRC.
        binningEdge: 'zero',
        removeOtherForm: true,
      },
      now: () => new Date(0),
      signal: new AbortController().signal,
      listener: () => undefined,
      resumeFile: null,
      configDigest: '',
      describedOptions: {},
    });
  } finally {
    await engine.close();
  }
}

test('no metadata name one when it goes, and they are written anew', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest('--filter', 'run=TS_001')).status, 0);
    const described = new Map([
      ['10801/TS_001/TiltSeries/100/TS_001.mrc', '10801/TS_001/TiltSeries/100/tiltseries_metadata.json'],
      [
        '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc',
        '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/tomogram-metadata.json',
      ],
    ]);
    const tree = createLocalStorage(tiny.output);
    const removed: string[] = [];
    const report = await ingestWithoutMrc(tiny, async (key) => {
      const metadata = described.get(key);
      if (metadata === undefined) return;
      removed.push(key);
      // Those of a tilt series stay, since the alignment's name them, but name no volume.
      const left = (await tree.kind(metadata)) === null ? {} : await readDocument(tree, metadata);
      assert.is(left.mrc_file ?? null, null, `${metadata} while ${key} is removed`);
    });
    assert.is(report.summary.failed, 0, JSON.stringify(report.items.filter(({ error }) => error)));
    assert.equal(removed.toSorted(), [...described.keys()].toSorted());
    for (const [volume, metadata] of described) {
      assert.is(await tree.kind(volume), null);
      assert.is(await tree.kind(metadata), 'file');
    }
  }));

test('a volume whose bytes are read as unsigned comes with a note, before and with its conversion', async () => {
  const files = { kind: 'tiltseries', mrc: 'tiltSeriesMrc', zarr: 'tiltSeriesZarr' } as const;
  const item = makeItem('tiltseries', 'a.st', { files: ['a.st'], id: 100 });
  const checked = async (dmax: number) => {
    const input = new MemoryStorage('in');
    await input.put('a.st', makeMrc({ shape: [1, 2, 3], mode: 0, value: (index) => index - 115, dmax }));
    const { check } = volumeImporter(files, () => 10);
    return (await check?.(item, makeContext({ input })))?.notes;
  };
  assert.equal(await checked(100), []);
  const said =
    'bytes of a mode 0 file with a dmax above 127 count as unsigned, less 128: byte 0 is -128, byte 255 is 127';
  assert.equal(await checked(163), [`in/a.st: ${said}`]);
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('tomograms/TS_001_10.000A.rec', () =>
      makeMrc({ shape: [12, 21, 19], mode: 0, value: (index) => (index % 23) - 115, dmax: 163 }),
    );
    const { report } = await ingestWithReport(tiny, '--import', 'tomogram', '--filter', 'run=TS_001');
    const tomogram = report.items.find(({ type, outputs }) => type === 'tomogram' && outputs.length > 0);
    assert.equal(tomogram?.notes, [`${tiny.source('tomograms/TS_001_10.000A.rec')}: ${said}`]);
  });
});

test.run();
