import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('mdocs of single movies in a tree');

test('are one mdoc, as in the ingest', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const whole = await readFile(tiny.source('tiltseries/TS_001.mdoc'), 'utf8');
    const [head = '', ...sections] = whole.split(/^\[ZValue = \d+\]\s*$/m);
    for (const section of sections) {
      const movie = basename(/SubFramePath = (.*)/.exec(section)?.[1]?.replaceAll('\\', '/').trim() ?? '');
      await tiny.editSource(`mdocs/${movie}.mdoc`, () => `${head}[FrameSet = 0]${section}`);
    }
    await tiny.editConfig('tiltseries/{run_name}.mdoc', 'mdocs/{run_name}_*.mdoc');
    const { status, stdout } = await tiny.ingest('--filter', 'run=TS_001', '--no-precompute');
    assert.is(status, 0, stdout);
    const validated = await runInProcess(['validate', tiny.output, '--format', 'json', '--quiet']);
    const { findings, looked } = JSON.parse(validated.stdout) as ValidationReport;
    assert.is(looked.runs, 1);
    assert.ok(sections.length > 3);
    const ofMdocs = findings.filter(
      ({ path, code }) => /mdoc/i.test(path ?? '') || /^(?:MDOC|TILT)/.test(code),
    );
    assert.equal(ofMdocs, []);
  }));

test.run();
