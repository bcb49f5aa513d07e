import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { demoPlan } from '../../demo/deposition-plan.js';
import { describeResult } from '../../demo/show-result.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('the demonstration');

const config = fileURLToPath(new URL('../../../dataset_config/demo.yaml', import.meta.url));

/** The demonstration's runs as they are stored, but small. */
const smallPlan = {
  ...demoPlan,
  runs: demoPlan.runs.map((run, i) => ({ ...run, shape: [18 + i, 61 - i, 57 + 2 * i] as const })),
};

test('its configuration turns every kind of storing into a tree without a fault', async () => {
  await inTemporaryDirectory(async (directory) => {
    const [source, out] = [join(directory, 'source'), join(directory, 'out')];
    await writeDeposition(smallPlan, join(source, 'vesicles'));
    const ingested = await runInProcess(['ingest', config, source, out, '--quiet']);
    assert.equal(ingested, { status: 0, stdout: '', stderr: '' });
    const { status, stdout } = await runInProcess(['validate', out]);
    assert.is(status, 0, stdout);
    assert.match(stdout, /valid: 0 errors, 0 warnings\n$/);
    const result = await describeResult(source, out);
    assert.match(result, /^Deposited {2}130 files, /);
    assert.match(
      result,
      '10901/TS_002/TiltSeries/100/TS_002.zarr\n    25 × 60 × 59   25 × 30 × 30   25 × 15 × 15',
    );
  });
});

test.run();
