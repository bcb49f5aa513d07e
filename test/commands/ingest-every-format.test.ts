import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotationsOf } from '../support/annotate.js';
import { annotateInEveryFormat, everyPlaces } from '../support/every-format.js';
import { ingestWithReport } from '../support/ingest-report.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../support/tree.js';
import { assertDeepValid } from './support/assert-deep-valid.js';

const test = suite('a run of every format');

test('ingests and is valid as deep as can be', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const made = await annotateInEveryFormat(tiny);
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_001');
    const failed = report.items.filter(({ status }) => status === 'failed');
    assert.is(result.status, 0, JSON.stringify(failed, null, 1).slice(0, 3000));
    const files = await listFiles(tiny.published(annotationsOf('TS_001')));
    const metadata = files.filter((path) => path.endsWith('.json'));
    assert.is(metadata.length, made.length);
    for (const [index, { kind, format }] of made.entries()) {
      if (kind !== 'points') continue;
      const own = files.find((path) => path.startsWith(`${100 + index}/`) && path.endsWith('.ndjson')) ?? '';
      const lines = (await readFile(tiny.published(`${annotationsOf('TS_001')}/${own}`), 'utf8'))
        .trim()
        .split('\n');
      const found = lines.map((line) => {
        const { location } = JSON.parse(line) as { location: { x: number; y: number; z: number } };
        return [location.x, location.y, location.z].map((value) => Number(value.toFixed(4)));
      });
      assert.equal(
        found,
        everyPlaces.map(({ at }) => [...at]),
        format,
      );
    }
    const state =
      '10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/100-neuroglancer-config.json';
    const { layers } = await readJsonFile(tiny.published(state));
    assert.is((layers as readonly unknown[]).length, 1 + made.length);
    await assertDeepValid(tiny.output);
  }));

test.run();
