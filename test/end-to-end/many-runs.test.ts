import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { manyRunsConfig } from '../../bench/ingest-scale/many-runs-config.js';
import { manyRunsPlan } from '../../bench/ingest-scale/many-runs-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { hashTree } from '../support/tree.js';

const test = suite('an ingest of many runs');
const long = longOf(test);

const runs = 12;
const missing = ['TS_0002', 'TS_0004', 'TS_0005', 'TS_0008', 'TS_0011'];
const parts = ['--import', 'collection_metadata,frame,alignment,tomogram,annotation'];

async function ingestMany(directory: string, ...options: readonly string[]) {
  const place = (name: string) => join(directory, name);
  const args = ['ingest', place('config.yaml'), place('in'), place('out'), '--report', place('report.json')];
  const result = await runInProcess([...args, ...options], { SOURCE_DATE_EPOCH: '1' });
  const report = JSON.parse(await readFile(place('report.json'), 'utf8')) as IngestReport;
  return { result, report, tree: await hashTree(place('out')) };
}

long('the summary says once what is wrong with many; the report has them all; identifiers stay', () =>
  inTemporaryDirectory(async (directory) => {
    const source = join(directory, 'in', 'dep');
    await writeDeposition(manyRunsPlan(runs), source);
    await writeFile(join(directory, 'config.yaml'), manyRunsConfig);
    const mdocs = new Map<string, Buffer>();
    for (const run of missing) {
      const file = join(source, 'tiltseries', `${run}.mdoc`);
      mdocs.set(file, await readFile(file));
      await rm(file);
    }

    const broken = await ingestMany(directory, ...parts);
    assert.is(broken.result.status, 1);
    const lines = broken.result.stdout.split('\n');
    const summary = lines.slice(lines.indexOf('5 failed items:'));
    assert.equal(summary.slice(1, 4), [
      '  frame TS_0002_000_1.5.tif of run TS_0002: frames need an mdoc: expected one mdoc from collection_metadata for this run, found none',
      '    hint: add a collection_metadata source that matches this run, or filter the run out of frames',
      '    and 4 more like it: TS_0004, TS_0005, TS_0008, TS_0011',
    ]);
    const failed = broken.report.items.filter(({ status }) => status === 'failed');
    assert.equal(failed.map(({ run }) => run).sort(), missing);
    assert.is(broken.report.items.filter(({ type }) => type === 'run').length, runs);
    assert.is(lines.filter((line) => /^TS_\d+: finished, /.test(line)).length, runs);

    for (const [file, bytes] of mdocs) await writeFile(file, bytes);
    const fixed = await ingestMany(directory, ...parts);
    assert.is(fixed.result.status, 0);
    const again = await ingestMany(directory, ...parts);
    assert.equal(again.tree, fixed.tree);
    const one = await ingestMany(directory, '--import', 'tomogram', '--filter', 'run=TS_0007');
    assert.is(one.result.status, 0);
    assert.equal(one.tree, fixed.tree);
  }),
);

test.run();
