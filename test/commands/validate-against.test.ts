import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('cryoet validate --against');

interface Report {
  readonly verdict: string;
  readonly findings: readonly { readonly code: string; readonly path: string; readonly run: string | null }[];
}

test('a missing run is one finding, a missing tomogram another; a whole tree has none', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.ingest('--quiet');
    const against = async (...options: string[]) => {
      const args = [
        'validate',
        tiny.output,
        '--against',
        tiny.config,
        tiny.input,
        '--quiet',
        '--format',
        'json',
      ];
      const { status, stdout, stderr } = await runInProcess([...args, ...options]);
      assert.is(stderr, '');
      const report = JSON.parse(stdout) as Report;
      return { status, report, found: report.findings.filter(({ code }) => code.endsWith('_NOT_PUBLISHED')) };
    };
    assert.equal((await against()).found, []);
    await rm(tiny.published('10801/TS_002'), { recursive: true });
    await rm(tiny.published('10801/TS_001/Gains'), { recursive: true });
    const { status, report, found } = await against();
    assert.equal([status, report.verdict], [1, 'invalid']);
    assert.equal(
      found.map(({ code, path }) => `${code} ${path}`),
      ['ITEM_NOT_PUBLISHED 10801/TS_001/Gains/TS_001_gain.mrc', 'RUN_NOT_PUBLISHED 10801/TS_002'],
    );
    assert.equal(
      (await against('--run', 'TS_001')).found.map(({ code }) => code),
      ['ITEM_NOT_PUBLISHED'],
    );
  });
});

test('it takes a configuration and an input, and says so', async () => {
  for (const args of [['--against', 'config.yaml'], ['--against'], ['--against=a', 'b']]) {
    const { status, stdout, stderr } = await runInProcess(['validate', 'tree', ...args]);
    assert.is(status, 2);
    assert.match(stdout + stderr, /--against (?:takes CONFIG and INPUT|needs a value)/);
  }
});

test.run();
