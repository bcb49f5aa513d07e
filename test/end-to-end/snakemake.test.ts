import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { makeDemoDeposition, smallDemoPlan } from '../support/demo-deposition.js';
import { isInstalled } from '../support/object-store/run-server.js';
import { runAsProcess } from '../support/run-as-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { hashTree } from '../support/tree.js';

const test = suite('the workflow for Snakemake');
const isWanted = process.env.CRYOET_TEST_SLURM_ROUNDS !== undefined;
const isThere = isWanted && isInstalled('snakemake', ['--version']);
if (!isThere) {
  const reason = isWanted ? 'snakemake is not installed' : 'npm run campaign -- slurm has it';
  process.stdout.write(`the workflow for Snakemake: skipped, ${reason}\n`);
}
const snakemakeTest = isThere ? test : test.skip;
const clock = { SOURCE_DATE_EPOCH: '1740000000' };
const main = packageFile('dist/bin/main.js').pathname;

/** Runs the workflow with `cryoet` in PATH; its exit status, what it printed, and the merged report. */
async function runWorkflow(directory: string, config: string, input: string, output: string) {
  const programs = join(directory, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, 'cryoet'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, {
    mode: 0o755,
  });
  const env = { ...process.env, ...clock, HOME: directory, PATH: `${programs}:${process.env.PATH}` };
  const places = [`config=${config}`, `input=${input}`, `output=${output}`, 'parts=2'];
  const file = packageFile('packaging/snakemake/Snakefile').pathname;
  const args = ['--snakefile', file, '--directory', directory, '--cores', '2', '--config', ...places];
  const { status, printed } = await new Promise<{ status: number; printed: string }>((resolve) => {
    execFile('snakemake', args, { env }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : 1, printed: stdout + stderr }),
    );
  });
  const text = await readFile(join(directory, 'cryoet-work', 'report.json'), 'utf8').catch(() => printed);
  return { status, printed, report: JSON.parse(text) as IngestReport };
}

snakemakeTest('ingests the demo in parts as one process does', () =>
  inTemporaryDirectory(async (directory) => {
    const { config, input } = await makeDemoDeposition(directory, smallDemoPlan);
    const [alone, parts] = [join(directory, 'alone'), join(directory, 'parts')];
    const one = await runAsProcess(['ingest', config, input, alone, '--quiet'], clock);
    assert.is(one.status, 0, one.stderr);
    const { status, printed, report } = await runWorkflow(directory, config, input, parts);
    assert.is(status, 0, printed);
    assert.is(report.summary.failed, 0);
    assert.equal(await hashTree(parts), await hashTree(alone));
    const valid = await runAsProcess(['validate', parts, '--skip-rule', 'IMAGE_TOO_SMALL,SPACING_WHOLE']);
    assert.is(valid.status, 0, valid.stdout);
  }),
);

snakemakeTest('ingests what can be, and fails with a report that names the rest', () =>
  inTemporaryDirectory(async (directory) => {
    const { config, input } = await makeDemoDeposition(directory, smallDemoPlan);
    const volumes = readdirSync(input, { recursive: true, encoding: 'utf8' });
    const damaged = volumes.find((name) => name.endsWith('.rec')) ?? '';
    await truncate(join(input, damaged), 2000);
    const { status, printed, report } = await runWorkflow(directory, config, input, join(directory, 'out'));
    assert.is(status, 1, printed);
    assert.is(report.summary.failed, 1);
    assert.ok(report.summary.written > 60, `${report.summary.written}`);
  }),
);

test.run();
