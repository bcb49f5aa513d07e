import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depths, type ValidationReport } from '../../src/validate/report.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('validation of an ingested deposition');

const ingests = [
  { layout: 'documented', edge: 'mean', looks: ['deep'], runs: 3, more: [] },
  { layout: 'portal', edge: 'zero', looks: depths, runs: 1, more: ['--filter', 'run=TS_001'] },
  {
    layout: 'documented',
    edge: 'mean',
    looks: ['headers', 'sample'],
    runs: 1,
    more: ['--no-precompute', '--filter', 'run=TS_002'],
  },
] as const;

for (const { layout, edge, looks, runs, more } of ingests) {
  const how = [`made-1 in the ${layout} layout, edges by ${edge}`, ...more].join(', ');
  const add = looks.some((depth) => depth === 'deep') ? longOf(test) : test;
  testShared(add, `${how}, has no finding`, () =>
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
        assert.is(report.looked.runs, runs);
        assert.is(report.looked.volumes, 6 * runs);
      }
    }),
  );
}

test.run();
