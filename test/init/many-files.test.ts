/*! own process: its memory is measured, and judged in the campaign */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { composeConfig } from '../../src/init/compose-config.js';
import { survey } from '../../src/init/survey.js';
import { longOf } from '../support/long.js';
import { labFiles } from './support/lab-files.js';
import { madeStorage } from './support/made-storage.js';

const test = suite('init of very many files');
const long = longOf(test);

/** 50 files each; `CRYOET_TEST_RUNS=2000` takes 100,000 files. */
const runCount = Number(process.env.CRYOET_TEST_RUNS ?? 400);
/** Only then is memory judged. */
const isCampaign = runCount > 400;
const runs = Array.from({ length: runCount }, (_, index) => `lamella_${String(index).padStart(4, '0')}`);
const frames = 46;
const mebibyte = 1024 * 1024;

long(`${50 * runCount} files: one listing, one read of a file at most, frames hardly read`, async () => {
  const keys = runs
    .flatMap((run) => [
      `scan/mdocs/${run}.mdoc`,
      `scan/stacks/${run}.st`,
      `scan/stacks/${run}.rawtlt`,
      `scan/volumes/${run}_rec.mrc`,
      ...Array.from(
        { length: frames },
        (_, index) => `scan/frames/${run}_${String(index).padStart(3, '0')}.tif`,
      ),
    ])
    .sort();
  const values = (count: number) => Float32Array.from({ length: count }, (_, index) => Math.sin(index));
  const stack = encodeMrc(
    { shape: [5, 4, 4], values: values(80) },
    { mode: 2, voxelSize: 2, kind: 'tilt-series' },
  );
  const volume = encodeMrc({ shape: [9, 4, 4], values: values(144) }, { mode: 2, voxelSize: 8 });
  const text = new TextEncoder();
  const { storage, listings, reads } = madeStorage(keys, (key) => {
    if (key.endsWith('.st')) return stack;
    if (key.endsWith('.mrc')) return volume;
    if (key.endsWith('.rawtlt')) return text.encode('-6\n-3\n0\n3\n6\n');
    if (key.endsWith('.mdoc')) return text.encode(mdoc);
    return tiff;
  });
  let steps = 0;
  let peak = 0;
  const before = process.memoryUsage().rss;
  const found = await survey(storage, () => {
    steps += 1;
    if (steps % 100 === 0) peak = Math.max(peak, process.memoryUsage().rss - before);
  });
  const { files, config } = composeConfig(found, { schema: 'schema.json' });
  peak = Math.max(peak, process.memoryUsage().rss - before);
  assert.equal(listings, ['']);
  assert.equal([...reads.values()].filter((count) => count > 1).length, 0);
  assert.ok([...reads.keys()].filter((key) => key.endsWith('.tif')).length <= 20);
  assert.equal(found.runs, runs);
  assert.equal(files.length, 50 * runCount);
  assert.equal(found.unused, []);
  assert.match(config, 'list_glob: volumes/{run_name}_rec.mrc');
  assert.ok(steps > 100, `${steps} steps of progress`);
  if (isCampaign) assert.ok(peak <= 300 * mebibyte, `${Math.round(peak / mebibyte)} MiB more`);
});

const mdoc = [0, 3, -3, 6, -6]
  .map((angle, index) => `[ZValue = ${index}]\nTiltAngle = ${angle}\nExposureTime = 1\nExposureDose = 3\n`)
  .join('\n');

const tiff = labFiles.movie();

test.run();
