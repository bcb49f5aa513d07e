import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pointsConfig } from '../../../bench/points/points-config.js';
import { writeParticles } from '../../../bench/points/write-particles.js';
import { loadConfig } from '../../../src/deposition/config/load-config.js';
import { ingest } from '../../../src/pipeline/ingest.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { usualOptions } from '../../support/usual-options.js';

const test = suite('a table of all runs');

const runs = Array.from({ length: 20 }, (_, index) => `TS_${index + 1}`);
const rows = 40_000;

/** A storage of which the bytes read from the table are counted. */
function counted(storage: Storage): { storage: Storage; read: () => number } {
  let read = 0;
  const open = storage.open.bind(storage);
  storage.open = async (key) => {
    const reader = await open(key);
    if (!key.endsWith('particles.star')) return reader;
    return {
      size: reader.size,
      localPath: reader.localPath,
      read: async (offset, length) => {
        const bytes = await reader.read(offset, length);
        read += bytes.length;
        return bytes;
      },
      close: () => reader.close(),
    };
  };
  return { storage, read: () => read };
}

test('it is read some three times over, not once a run, and every run has its rows', () =>
  inTemporaryDirectory(async (directory) => {
    const place = join(directory, 'in', 'bench');
    await mkdir(place, { recursive: true });
    writeParticles(join(place, 'particles.star'), rows, runs);
    const input = counted(createLocalStorage(join(directory, 'in')));
    const engine = createVolumeEngine({ jobs: 1, memory: 512 * 2 ** 20 });
    const report = await ingest({
      config: loadConfig(new TextEncoder().encode(pointsConfig(runs, 'Point')), 'config.yaml'),
      input: input.storage,
      output: createLocalStorage(join(directory, 'out')),
      engine,
      options: { ...usualOptions, precompute: false },
      now: () => new Date(0),
      signal: new AbortController().signal,
      listener: () => {},
      resumeFile: null,
      configDigest: '',
      describedOptions: {},
    });
    await engine.close();
    assert.is(report.summary.failed, 0);
    const table = await readFile(join(place, 'particles.star'), 'latin1');
    // The optics, in a first piece of 1 MiB; all; and for every run its own rows, the head and what shares their pieces.
    assert.ok(input.read() < 2 ** 20 + 2 * table.length + runs.length * 3 * 65_536, `${input.read()}`);
    const lines = table.split('\n').filter((line) => line.startsWith('TS_'));
    for (const [index, run] of runs.entries()) {
      const spacing = join(directory, 'out', '10002', run, 'Reconstructions', 'VoxelSpacing10.000');
      const file = join(spacing, 'Annotations', '100', 'cytosolic_ribosome-1_point.ndjson');
      const points = (await readFile(file, 'utf8')).trimEnd().split('\n');
      assert.is(points.length, rows / runs.length);
      const cells = (lines[(index * rows) / runs.length] ?? '').split('\t');
      const [x, shift] = [Number(cells[1]), Number(cells[4])];
      assert.is(JSON.parse(points[0] ?? '').location.x, x - shift / 10);
    }
  }));

test.run();
