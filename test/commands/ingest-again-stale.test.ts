import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { ingestedDeposition } from '../support/ingested-deposition.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { hashTree, listFiles, readJsonFile } from '../support/tree.js';

const test = suite('what an earlier ingest made and this one does not');
const long = longOf(test);

/** Ingests, changes something, ingests again, and checks that the tree equals that of a first ingest. */
function again(
  name: string,
  change: (tiny: TinyDeposition) => Promise<void>,
  { options = [], removed }: { options?: readonly string[]; removed: readonly string[] },
): void {
  test(name, async () => {
    const tiny = await ingested.restored();
    for (const path of removed) assert.ok(existsSync(tiny.published(path)), path);
    await change(tiny);
    const second = await tiny.ingest('--filter', 'run=TS_001', ...options);
    assert.is(second.status, 0, second.stdout);
    for (const path of removed) {
      assert.match(
        second.stdout,
        `removed ${tiny.published(path)}, which an earlier ingest made and nothing names now`,
      );
    }
    const fresh = `${tiny.directory}/fresh`;
    const args = ['ingest', tiny.config, tiny.input, fresh, '--filter', 'run=TS_001', ...options];
    assert.is((await runInProcess(args, { SOURCE_DATE_EPOCH: tinyEpoch })).status, 0);
    assert.equal(await listFiles(tiny.output), await listFiles(fresh));
    const { status, stdout } = await runInProcess(['diff', fresh, tiny.output]);
    assert.is(status, 0, stdout);
  });
}

const ingested = ingestedDeposition(async (tiny) => {
  assert.is((await tiny.ingest('--filter', 'run=TS_001')).status, 0);
});
test.after(ingested.remove);

const tomogram = 'tomograms/TS_001_10.000A.rec';
const tomograms = '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100';
const mask = 'annotations/TS_001_vesicles.mrc';

/** Other voxels: the second half of the samples becomes the first. */
function shuffle(bytes: Buffer): Buffer {
  const data = bytes.subarray(1024);
  const middle = Math.floor(data.length / 8) * 4;
  return Buffer.concat([bytes.subarray(0, 1024), data.subarray(middle), data.subarray(0, middle)]);
}

/** Other settings, so that the ledger proves no form to be up to date. */
const consent = ['--remove-other-form', '--binning-edge', 'zero'];

again(
  'an MRC that --no-mrc leaves out goes: pictures and contrast would be made from it',
  (tiny) => tiny.editSource(tomogram, shuffle),
  {
    options: ['--no-mrc', ...consent],
    removed: [`${tomograms}/TS_001.mrc`, '10801/TS_001/TiltSeries/100/TS_001.mrc'],
  },
);

again(
  'an OME-Zarr that --no-zarr leaves out goes, and its labels are not counted',
  async (tiny) => {
    await tiny.editSource(tomogram, shuffle);
    await tiny.editSource(mask, (bytes) => {
      const changed = Buffer.from(bytes);
      for (let index = 0; index < 5; index += 1) changed.writeInt8(60 + index, changed.length - 1 - index);
      return changed;
    });
  },
  {
    options: ['--no-zarr', ...consent],
    removed: [`${tomograms}/TS_001.zarr`],
  },
);

long('a form that is left out stays if the ledger proves it, and is not removed unasked if not', async () => {
  const tiny = await ingested.restored();
  const [mrc, zarr] = [tiny.published(`${tomograms}/TS_001.mrc`), tiny.published(`${tomograms}/TS_001.zarr`)];
  const before = [await hashTree(zarr), await readFile(mrc)];
  const series = await hashTree(tiny.published('10801/TS_001/TiltSeries'));
  const files = await listFiles(tiny.output);
  const one = ['--filter', 'run=TS_001', '--no-zarr'];
  assert.is((await tiny.ingest(...one)).status, 0);
  assert.equal([await hashTree(zarr), await readFile(mrc)], before);
  assert.equal(await listFiles(tiny.output), files, 'masks keep both forms too');
  const metadata = await readJsonFile(tiny.published(`${tomograms}/tomogram-metadata.json`));
  assert.is(metadata.omezarr_dir, `${tomograms}/TS_001.zarr`);
  for (const options of [['--no-mrc'], ['--no-zarr'], []]) {
    assert.is((await tiny.ingest('--filter', 'run=TS_001', ...options)).status, 0, options.join());
    assert.equal(await listFiles(tiny.output), files);
    assert.equal(await errorsOf(tiny), []);
  }
  // The source is another one now.
  await tiny.editSource(tomogram, shuffle);
  const plan = await tiny.ingest(...one, '--dry-run', '--remove-other-form');
  assert.match(plan.stdout, /- 10801\S*\/TS_001\.zarr {2}\S+ \S+, which would be removed\n/);
  assert.not.match(plan.stdout, 'TiltSeries/100/TS_001.zarr');
  const { status, stdout } = await tiny.ingest(...one);
  assert.is(status, 1);
  assert.match(
    stdout,
    '--no-zarr leaves out a published form that may be of another version; --remove-other-form allows its removal',
  );
  assert.equal([await hashTree(zarr), await readFile(mrc)], before);
  const asked = await tiny.ingest(...one, '--remove-other-form');
  assert.is(asked.status, 0, asked.stdout);
  assert.not.ok(existsSync(zarr));
  assert.not.equal(await readFile(mrc), before[1]);
  assert.equal(await hashTree(tiny.published('10801/TS_001/TiltSeries')), series);
  const states = (await listFiles(tiny.output)).filter((path) => path.includes('neuroglancer-config'));
  assert.equal(states.length, 1);
  assert.equal(await errorsOf(tiny), []);
});

/** The codes of errors of a deep validation, except that pictures of the tiny deposition are small. */
async function errorsOf(tiny: TinyDeposition): Promise<string[]> {
  const { stdout } = await runInProcess(['validate', tiny.output, '--depth', 'deep', '--format', 'json']);
  const { codes } = JSON.parse(stdout) as ValidationReport;
  return codes
    .filter(({ severity, code }) => severity === 'error' && code !== 'IMAGE_TOO_SMALL')
    .map(({ code }) => code);
}

again(
  'a file of an alignment under another name',
  async (tiny) => {
    await rename(tiny.source('alignments/TS_001.xtilt'), tiny.source('alignments/TS_001.tltx'));
    await tiny.editConfig('.xtilt', '.tltx');
  },
  { removed: ['10801/TS_001/Alignments/100/TS_001.xtilt'] },
);

again(
  'raw tilts and CTF tables that no source gives any more',
  async (tiny) => {
    await rm(tiny.source('tiltseries/TS_001.rawtlt'));
    await rm(tiny.source('ctf/TS_001_ctf.txt'));
  },
  {
    removed: [
      '10801/TS_001/TiltSeries/100/TS_001.rawtlt',
      '10801/TS_001/TiltSeries/100/TS_001_CTFFIND_ctf.txt',
    ],
  },
);

again(
  'identified objects of a run that the table does not name any more',
  (tiny) =>
    tiny.editSource('objects/identified_objects.csv', (bytes) =>
      bytes.toString('utf8').replaceAll('TS_001', 'TS_009'),
    ),
  {
    removed: [
      '10801/TS_001/IdentifiedObjects/identified_objects.json',
      '10801/TS_001/IdentifiedObjects/identified_objects_metadata.json',
    ],
  },
);

test('files of an alignment stay where its sources find nothing, and where only metadata are written', async () => {
  const tiny = await ingested.restored();
  const before = await listFiles(tiny.published('10801/TS_001/Alignments'));
  await tiny.editConfig('alignments/{run_name}.xtilt', 'alignments/{run_name}.none');
  assert.is((await tiny.ingest('--filter', 'run=TS_001', '--metadata-only')).status, 0);
  assert.equal(await listFiles(tiny.published('10801/TS_001/Alignments')), before);
  await writeFile(tiny.source('alignments/TS_001.none'), '0\n0\n0\n0\n0\n');
  for (const ending of ['xf', 'tlt', 'none']) await rm(tiny.source(`alignments/TS_001.${ending}`));
  assert.is((await tiny.ingest('--filter', 'run=TS_001')).status, 0);
  assert.equal(await listFiles(tiny.published('10801/TS_001/Alignments')), before);
  const path = '10801/TS_001/Alignments/100/alignment_metadata.json';
  assert.equal((await readJsonFile(tiny.published(path))).files, []);
});

const isTomogram = (path: string) => /\/Tomograms\/\d+\/[^/]+$/.test(path);

test('tomograms that were published in the other layout keep their identifiers, under one name each', async () => {
  const tiny = await ingested.restored();
  const before = (await listFiles(tiny.output)).filter(isTomogram);
  assert.is(before.length, 4);
  await tiny.editConfig('- literal: {value: [10.0]}', '- literal: {value: [20.0, 10.0]}');
  const { status, stdout } = await tiny.ingest('--filter', 'run=TS_001', '--layout', 'portal');
  assert.is(status, 0, stdout);
  assert.match(
    stdout,
    `warning: ${tiny.published('DepositionMetadata')}: the output holds a tree in the documented layout`,
  );
  const after = (await listFiles(tiny.output)).filter(isTomogram);
  assert.equal(
    after,
    before.map((path) => path.replace('tomogram-metadata', 'tomogram_metadata')),
  );
  const states = (await listFiles(tiny.output)).filter((path) => path.includes('neuroglancer-config'));
  assert.equal(states, []);
});

test('another deposition does not take the identifiers of tomograms in the other layout', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest('--filter', 'run=TS_001', '--layout', 'portal')).status, 0);
    const path = tiny.published(`${tomograms}/TS_001.mrc`);
    const before = await readFile(path);
    await tiny.editConfig('deposition_id: 10800', 'deposition_id: 10850');
    await tiny.editConfig('deposition_identifier: 10800', 'deposition_identifier: 10850');
    await tiny.editConfig('value: [10800]', 'value: [10850]');
    await tiny.editSource(tomogram, shuffle);
    assert.is((await tiny.ingest('--filter', 'run=TS_001')).status, 0);
    assert.equal(await readFile(path), before);
    const metadata = await readJsonFile(
      tiny.published(`${tomograms.replace(/100$/, '102')}/tomogram-metadata.json`),
    );
    assert.is(metadata.deposition_id, 10850);
  }));

test.run();
