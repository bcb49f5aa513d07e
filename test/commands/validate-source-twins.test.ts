import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
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

/** Gives the second run a tomogram of the size of the first. */
const makeAsLarge = (tiny: TinyDeposition) =>
  tiny.editSource('tomograms/TS_002_10.000A.rec', () => {
    const volume = readFileSync(tiny.source('tomograms/TS_001_10.000A.rec'));
    return volume.fill(1, volume.length - 1000);
  });

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
  await makeAsLarge(tiny);
  const same = async () =>
    (await twins(tiny)).map(({ message }) => message).filter((text) => !text.includes('same tomogram'));
  const said = ['mask', 'mesh', 'points'].map((kind) => `2 runs have the same ${kind}: TS_001, TS_002`);
  assert.equal((await same()).sort(), said);
  await tiny.editSource('annotations/TS_002_vesicle_centers.csv', (bytes) => `${bytes}1,2,3\n`);
  await tiny.editSource('annotations/TS_002_membrane.mrc', (bytes) => bytes.fill(0, bytes.length - 5000));
  assert.equal(await same(), ['2 runs have the same mesh: TS_001, TS_002']);
});

/** The same mask as probabilities, of which the corners of runs differ by `lift`. */
function probabilities(mask: Buffer, lift: number): Uint8Array {
  const [x = 0, y = 0, z = 0] = [0, 4, 8].map((at) => mask.readInt32LE(at));
  const values = Float32Array.from({ length: x * y * z }, (_, at) => (at === 0 ? lift : (at % 7) / 10));
  return encodeMrc({ shape: [z, y, x], values }, { mode: 2, voxelSize: mask.readFloatLE(40) / x });
}

withTiny('masks of probabilities and of instances are compared between runs', async (tiny) => {
  await tiny.editConfig(
    /(?<=SemanticSegmentationMask:\n +)(?=file_format: mrc\n.*_membrane)/,
    'threshold: 0.5\n          ',
  );
  const first = readFileSync(tiny.source('annotations/TS_001_membrane.mrc'));
  const edit = async (of: (run: string) => number) => {
    for (const run of ['TS_001', 'TS_002'])
      await tiny.editSource(`annotations/${run}_membrane.mrc`, () => probabilities(first, of(run)));
  };
  const same = '2 runs have the same mask: TS_001, TS_002';
  const messages = async () =>
    (await twins(tiny)).map(({ message }) => message).filter((text) => !text.includes('same tomogram'));
  await makeAsLarge(tiny);
  await edit((run) => (run === 'TS_001' ? 0 : 0.25));
  assert.equal(await messages(), []);
  await edit(() => 0);
  assert.equal(await messages(), [same]);
  await edit((run) => (run === 'TS_001' ? 0 : 0.25));
  await tiny.editSource('annotations/TS_002_vesicles.mrc', () =>
    readFileSync(tiny.source('annotations/TS_001_vesicles.mrc')),
  );
  const { stdout, stderr } = await tiny.ingest();
  assert.match(`${stdout}${stderr}`, same);
});

test.run();
