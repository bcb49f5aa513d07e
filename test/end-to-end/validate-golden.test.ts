import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depths, type ValidationReport } from '../../src/validate/report.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('validation of an ingested deposition');

const ingests = [
  { layout: 'documented', edge: 'mean', looks: depths, more: [] },
  { layout: 'portal', edge: 'zero', looks: ['headers', 'deep'], more: [] },
  { layout: 'documented', edge: 'mean', looks: ['headers'], more: ['--no-precompute'] },
] as const;

for (const { layout, edge, looks, more } of ingests) {
  const how = [`made-1 in the ${layout} layout, edges by ${edge}`, ...more].join(', ');
  testShared(test, `${how}, has no finding`, () =>
    inTemporaryDirectory(async (directory) => {
      const source = sharedPath('golden', 'made-1');
      const output = join(directory, 'out');
      const options = ['--layout', layout, '--binning-edge', edge, '--quiet', ...more];
      const ingest = await runInProcess([
        'ingest',
        join(source, 'config.yaml'),
        join(source, 'source'),
        output,
        ...options,
      ]);
      assert.is(ingest.status, 0, ingest.stdout + ingest.stderr);
      for (const depth of looks) {
        const { status, stdout } = await runInProcess([
          'validate',
          output,
          '--depth',
          depth,
          '--format',
          'json',
          '--quiet',
        ]);
        const report = JSON.parse(stdout) as ValidationReport;
        assert.equal(report.codes, []);
        assert.is(status, 0);
        assert.is(report.layout, layout);
        assert.is(report.looked.runs, 3);
        assert.is(report.looked.volumes, 18);
      }
    }),
  );
}

test.run();
