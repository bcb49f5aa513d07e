import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeResult } from '../../demo/show-result.js';
import { makeDemoDeposition, smallDemoPlan } from '../support/demo-deposition.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('the demonstration');
const long = longOf(test);

long('its configuration turns every kind of storing into a tree without a fault', async () => {
  await inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'out');
    const { config, input } = await makeDemoDeposition(directory, smallDemoPlan);
    const ingested = await runInProcess(['ingest', config, input, out, '--quiet']);
    assert.equal(ingested, { status: 0, stdout: '', stderr: '' });
    const { status, stdout } = await runInProcess(['validate', out]);
    assert.is(status, 0, stdout);
    assert.match(stdout, /valid: 0 errors, 0 warnings\n$/);
    const result = await describeResult(input, out);
    assert.match(result, /^Deposited {2}68 files, /);
    assert.match(
      result,
      '10901/TS_002/TiltSeries/100/TS_002.zarr\n    5 × 60 × 61   5 × 30 × 31   5 × 15 × 16',
    );
  });
});

test.run();
