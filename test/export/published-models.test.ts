import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports and the programs that they are for');

/** Runs `scripts/check-exports.py` on exports; returns its lines and whether all were accepted. */
function check(...outs: readonly string[]) {
  const models = process.env.CRYOET_TEST_MODELS ?? '/none';
  const { status, stdout } = spawnSync('/usr/bin/python3', ['scripts/check-exports.py', models, ...outs], {
    encoding: 'utf8',
  });
  return { isAccepted: status === 0, lines: (stdout ?? '').trimEnd().split('\n') };
}

/** What the programs find in an export of a run with 7 points. */
const found = {
  copick: 'copick.json: 1 objects; TS_1: 7 cytosolic-ribosome, 1 segmentations, 1 tomograms',
  cets: 'cets.json: TS_1: 1 tomograms, 3 projections, 7 points',
  imod: 'TS_1/TS_1.edf: TS_1.mrc: axis 85.0, 4 transforms, 4 tilts, 3 excluded, recorded -30.5 to 60.0',
  croissant: '10001/croissant.json: Made: 7 files',
} as const;

const able = process.env.CRYOET_TEST_MODELS === undefined ? [] : check().lines;
for (const [format, expected] of Object.entries(found)) {
  const title = `${format}: its program accepts an export`;
  if (!able.includes(`${format} can be checked`)) {
    const reason = able.find((line) => line.startsWith(`${format} `)) ?? `${format} no CRYOET_TEST_MODELS`;
    process.stdout.write(`skipped: ${reason}\n`);
    test.skip(title);
    continue;
  }
  test(title, () =>
    inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      await writeTree(join(directory, 'tree'), madeRun(madePoints(7)));
      const { files } = await exportTree(join(directory, 'tree'), out, format);
      assert.equal(check(out), { isAccepted: true, lines: [`accepted ${out}/${expected}`] });
      const document = join(out, files.find((path) => expected.startsWith(`${path}:`)) ?? '');
      await writeFile(document, (await readFile(document, 'utf8')).slice(0, 40));
      const damaged = check(out);
      assert.is(damaged.isAccepted, false);
      assert.match(damaged.lines.join('\n'), `refused ${document}: `);
    }),
  );
}

test.run();
