import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../src/deposition/config/load-config.js';
import { ingest } from '../../../src/pipeline/ingest.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { readDocument } from '../../../src/tree/tree-reader.js';
import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { usualOptions } from '../../support/usual-options.js';

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

test.run();
