import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkConfigFile } from '../../src/api/config.js';
import { diff } from '../../src/api/diff.js';
import { ingest } from '../../src/api/ingest.js';
import { init } from '../../src/api/init.js';
import { makeDemoDeposition, smallDemoPlan } from '../support/demo-deposition.js';
import { longOf } from '../support/long.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('init of the demo');
const long = longOf(test);

const answers = fileURLToPath(new URL('../../../demo/answers.yaml', import.meta.url));

long('with its answers it ingests to the same science as the configuration of the demo', () =>
  inTemporaryDirectory(async (directory) => {
    const { config, input } = await makeDemoDeposition(directory, smallDemoPlan);
    const result = await init({ input, answers });
    assert.equal(result.runs, ['TS_001', 'TS_002', 'TS_003']);
    assert.equal(
      result.unused.map(({ path }) => path),
      ['vesicles/run_data.tsv'],
    );
    assert.equal([result.placeholders, result.strayAnswers], [[], []]);
    const written = join(directory, 'config.yaml');
    writeFileSync(written, result.config);
    assert.equal(await checkConfigFile(written), []);
    // What is precomputed is made of what is compared; every volume is compared once, as OME-Zarr.
    const options = { precompute: false, mrc: false };
    const [a, b] = [join(directory, 'a'), join(directory, 'b')] as const;
    await ingest({ config, input, output: a, options });
    const report = await ingest({ config: written, input, output: b, options });
    assert.equal(report.summary.failed, 0);
    const { totals } = await diff(a, b);
    assert.equal(totals.severities.science, 0);
  }),
);

test.run();
