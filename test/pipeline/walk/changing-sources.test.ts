import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { isWhole } from '../../support/long.js';
import { runInProcess } from '../../support/run-in-process.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../../support/tiny-deposition.js';
import { hashTree } from '../../support/tree.js';

const test = suite('sources that change while they are read');

/** More are run by hand: `CRYOET_TEST_ROUNDS=20`. */
const rounds = Number(process.env.CRYOET_TEST_ROUNDS ?? (isWhole ? 3 : 1));
const volumes = '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100';

/** Hashes of what is published of the tomogram. */
async function hashVolumes(output: string): Promise<Record<string, string>> {
  return hashTree(join(output, volumes)).catch(() => ({}));
}

test(`${rounds} rewritten at a random moment fail, or are published as they were or as they are`, () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: [40, 150, 260] });
    const file = tiny.source('tomograms/TS_001_10.000A.rec');
    const versions = [await readFile(file), Buffer.from(await readFile(file)).fill(5, 2000)];
    const ingest = (output: string) =>
      runInProcess(
        ['ingest', tiny.config, tiny.input, output, '--filter', 'run=TS_001', '--import', 'tomogram'],
        {
          SOURCE_DATE_EPOCH: tinyEpoch,
        },
      );
    const expected: Record<string, string>[] = [];
    let longest = 0;
    for (const [index, bytes] of versions.entries()) {
      await writeFile(file, bytes);
      const started = performance.now();
      assert.is((await ingest(`${directory}/expected-${index}`)).status, 0);
      longest = performance.now() - started;
      expected.push(await hashVolumes(`${directory}/expected-${index}`));
    }
    assert.not.equal(expected[0], expected[1]);
    const { uniform } = createRandom(20);
    for (let round = 0; round < rounds; round++) {
      await writeFile(file, versions[0] ?? '');
      const output = `${directory}/out-${round}`;
      const running = ingest(output);
      await pause(uniform() * longest);
      await writeFile(file, versions[1] ?? '');
      const { status, stdout } = await running;
      const found = await hashVolumes(output);
      if (status === 0) {
        assert.ok(
          expected.some((version) => JSON.stringify(version) === JSON.stringify(found)),
          `round ${round}: published is neither version`,
        );
        continue;
      }
      assert.match(
        stdout,
        /(changed|became shorter) while it was read|the file is (empty|shorter)|ends within/,
        `round ${round}`,
      );
      assert.not.ok('tomogram-metadata.json' in found, `round ${round}`);
    }
  }));

test.run();
