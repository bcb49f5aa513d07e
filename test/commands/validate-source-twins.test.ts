import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

const test = suite('cryoet validate source: one content of two runs');

function withTiny(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, () => inTemporaryDirectory(async (directory) => check(await makeTinyDeposition(directory))));
}

/** The findings on what two runs have in common. */
async function twins({ config, input }: TinyDeposition) {
  const { stdout, stderr } = await runInProcess(
    ['validate', 'source', config, input].concat('--quiet', '--format', 'json'),
  );
  assert.is(stderr, '');
  const { findings } = JSON.parse(stdout) as ValidationReport;
  return findings.filter(({ code }) => code === 'SOURCE_VOLUME_IN_TWO_RUNS');
}

withTiny('a volume that is that of another run is told', async (tiny) => {
  await tiny.editSource('tiltseries/TS_002.st', () => readFileSync(tiny.source('tiltseries/TS_001.st')));
  const [said] = await twins(tiny);
  assert.equal([said?.run, said?.message], [null, '2 runs have the same tilt series: TS_001, TS_002']);
});

withTiny('points, a mask and a mesh that are those of another run are told', async (tiny) => {
  await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => '9.5,8,7\n6,5,4\n');
  for (const name of ['vesicle_centers.csv', 'membrane.mrc', 'vesicles.stl'])
    await tiny.editSource(`annotations/TS_002_${name}`, () =>
      readFileSync(tiny.source(`annotations/TS_001_${name}`)),
    );
  await tiny.editSource('tomograms/TS_002_10.000A.rec', () => {
    const volume = readFileSync(tiny.source('tomograms/TS_001_10.000A.rec'));
    return volume.fill(1, volume.length - 1000);
  });
  const same = async () =>
    (await twins(tiny)).map(({ message }) => message).filter((text) => !text.includes('same tomogram'));
  const said = ['mask', 'mesh', 'points'].map((kind) => `2 runs have the same ${kind}: TS_001, TS_002`);
  assert.equal((await same()).sort(), said);
  await tiny.editSource('annotations/TS_002_vesicle_centers.csv', (bytes) => `${bytes}1,2,3\n`);
  await tiny.editSource('annotations/TS_002_membrane.mrc', (bytes) => bytes.fill(0, bytes.length - 5000));
  assert.equal(await same(), ['2 runs have the same mesh: TS_001, TS_002']);
});

test.run();
