import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { formatManifestLine } from '../../src/formats/manifest.js';
import { hashBytes } from '../../src/storage/hash-file.js';
import { compareCodePoints } from '../../src/storage/keys.js';
import { manifestPath, provenancePath } from '../../src/tree/layout/own-files.js';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { ingestedDeposition } from '../support/ingested-deposition.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { hashTree, readJsonFile } from '../support/tree.js';

const test = suite('cryoet ingest --manifest');
const long = longOf(test);

type Records = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Provenance {
  readonly agent: Records;
  readonly bundle: Readonly<Record<string, Readonly<Record<string, Records>>>>;
}

/** Returns the manifest that a tree should have. */
async function manifestOf(directory: string): Promise<string> {
  const files = Object.entries(await hashTree(directory)).sort(([a], [b]) => compareCodePoints(a, b));
  return files.map(([path, sha256]) => formatManifestLine({ path, digest: `sha256:${sha256}` })).join('');
}

async function flipBit(file: string, random: () => number): Promise<void> {
  const { atime, mtime } = await stat(file);
  const bytes = await readFile(file);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await utimes(file, atime, mtime);
}

const checkDigests = (tree: string) =>
  runInProcess(['validate', tree, '--manifest', '--rule', 'FILE_ALTERED,FILE_LOST,FILE_UNLISTED', '--quiet']);

function withManifest(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, async () => check(await ingested.restored()));
}

const ingested = ingestedDeposition(async (tiny) => {
  const { status, stdout, stderr } = await tiny.ingest('--manifest');
  assert.is(status, 0, stdout + stderr);
});
test.after(ingested.remove);

withManifest('lists every file of the tree with its SHA-256, in the order of paths', async (tiny) => {
  assert.is(await readFile(tiny.published(manifestPath('sha256')), 'utf8'), await manifestOf(tiny.output));
});

withManifest('is still right after an ingest that kept, made again and removed', async (tiny) => {
  await tiny.editSource('tomograms/TS_001_10.000A.rec', (bytes) => bytes.fill(7, 2000, 3000));
  const { result, report } = await ingestWithReport(tiny, '--manifest', '--no-zarr', '--remove-other-form');
  assert.is(result.status, 0, result.stdout);
  assert.ok(itemsOf(report, 'unchanged').includes('TS_001 frame'));
  assert.is(await readFile(tiny.published(manifestPath('sha256')), 'utf8'), await manifestOf(tiny.output));
});

withManifest('comes with where every output is from', async (tiny) => {
  const { bundle, agent } = (await readJsonFile(tiny.published(provenancePath))) as unknown as Provenance;
  assert.is(agent['cryoet:tool']?.['cryoet:version'], '0.2.0');
  const run = bundle['cryoet:run/10801/TS_001'] ?? {};
  const source = 'source:dep/tomograms/TS_001_10.000A.rec';
  assert.match(String(run.entity?.[source]?.['cryoet:crc64nvme']), /^[0-9a-f]{16}$/);
  const used = Object.values(run.used ?? {}).find((each) => each['prov:entity'] === source);
  const made = Object.values(run.wasGeneratedBy ?? {})
    .filter((each) => each['prov:activity'] === used?.['prov:activity'])
    .map((each) => String(each['prov:entity']));
  assert.ok(made.some((path) => path.endsWith('Tomograms/100/TS_001.mrc')));
  assert.ok(made.some((path) => path.endsWith('Tomograms/100/TS_001.zarr')));
});

withManifest('names one flipped bit anywhere in the tree', async (tiny) => {
  assert.is((await checkDigests(tiny.output)).status, 0);
  const { uniform: random } = createRandom(3);
  const files = Object.keys(await hashTree(tiny.output));
  for (let round = 0; round < 5; round++) {
    const file = files[Math.floor(random() * files.length)] ?? '';
    const good = `${tiny.output}-good`;
    await copyFile(tiny.published(file), good);
    await flipBit(tiny.published(file), random);
    const { status, stdout } = await checkDigests(tiny.output);
    assert.is(status, 1, file);
    assert.ok(stdout.includes(file), `${file}: ${stdout}`);
    assert.match(stdout, 'FILE_ALTERED');
    await copyFile(good, tiny.published(file));
  }
  await rm(tiny.published(files[0] ?? ''));
  assert.match((await checkDigests(tiny.output)).stdout, 'FILE_LOST');
});

withManifest('a validation says how many digests it compared', async (tiny) => {
  const manifest = await readFile(tiny.published(manifestPath('sha256')), 'utf8');
  const files = manifest.trimEnd().split('\n').length;
  const { stdout } = await checkDigests(tiny.output);
  assert.match(
    stdout,
    new RegExp(`; compared the digests of ${files} files of [\\d.]+ [KM]B with the manifest\\n`),
  );
  const without = await runInProcess(['validate', tiny.output, '--quiet']);
  assert.not.match(without.stdout, 'digests');
});

withManifest('two trees are compared by their manifests alone', async (tiny) => {
  const other = join(tiny.directory, 'other');
  await cp(tiny.output, other, { recursive: true });
  const same = await runInProcess(['diff', tiny.output, other, '--manifest', '--quiet']);
  assert.is(same.status, 0, same.stdout);
  await tiny.editSource('tomograms/TS_001_10.000A.rec', (bytes) => bytes.fill(7, 2000, 3000));
  assert.is((await tiny.ingest('--manifest')).status, 0);
  await rm(join(other, '10801'), { recursive: true });
  await mkdir(join(other, '10801'));
  const { status, stdout } = await runInProcess(['diff', other, tiny.output, '--manifest', '--quiet']);
  assert.is(status, 1);
  assert.match(stdout, '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc');
  assert.not.match(stdout, /^~ .*TS_002/m);
});

withManifest(
  'has the digest that was asked for, and takes the place of one that had another',
  async (tiny) => {
    const other = join(tiny.directory, 'other');
    await cp(tiny.output, other, { recursive: true });
    assert.is((await tiny.ingest('--manifest', '--digest', 'blake2b512')).status, 0);
    assert.not.ok(existsSync(tiny.published(manifestPath('sha256'))));
    const lines = Object.keys(await hashTree(tiny.output))
      .sort(compareCodePoints)
      .map(async (path) => {
        const digest = hashBytes(await readFile(tiny.published(path)), 'blake2b512');
        return formatManifestLine({ path, digest });
      });
    const manifest = await readFile(tiny.published(manifestPath('blake2b512')), 'utf8');
    assert.is(manifest, (await Promise.all(lines)).join(''));
    assert.match(manifest, /^[0-9a-f]{128} {2}10801\//);
    assert.is((await checkDigests(tiny.output)).status, 0);
    await flipBit(
      tiny.published('10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc'),
      () => 0.5,
    );
    const { status, stdout } = await checkDigests(tiny.output);
    assert.is(status, 1);
    assert.match(stdout, /BLAKE2b-512 [0-9a-f]{128}/);
    const compared = await runInProcess(['diff', other, tiny.output, '--manifest']);
    assert.is(compared.status, 2);
    assert.match(
      compared.stderr,
      'the manifest of A has SHA-256, that of B BLAKE2b-512: they cannot be compared',
    );
    await rm(join(other, manifestPath('sha256')));
    const missing = await runInProcess(['diff', other, tiny.output, '--manifest']);
    assert.is(missing.status, 2);
    assert.match(missing.stderr, 'manifest-sha256.txt: the tree has no manifest');
    assert.match(missing.stderr, 'hint: cryoet ingest --manifest writes it');
    // The ledgers list the same files.
    assert.is((await checkDigests(other)).status, 0);
    await rm(join(other, '.cryoet'), { recursive: true });
    const unchecked = await runInProcess(['validate', other, '--manifest']);
    assert.is(unchecked.status, 2);
    assert.match(unchecked.stderr, 'the tree has no manifest and no ledgers');
    assert.match(unchecked.stderr, 'hint: cryoet ingest writes ledgers, and with --manifest a manifest');
  },
);

long('a second ingest keeps what is finished, without being asked to', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest()).status, 0);
    const before = await hashTree(tiny.output);
    const { report } = await ingestWithReport(tiny);
    assert.equal([itemsOf(report, 'unchanged').length, report.summary.written], [44, 0]);
    assert.equal(await hashTree(tiny.output), before);
    const edged = await ingestWithReport(tiny, '--binning-edge', 'zero');
    assert.match(edged.result.stdout, /\d+ items made again: settings changed\n/);
    const { report: fresh } = await ingestWithReport(tiny, '--no-resume');
    assert.equal(itemsOf(fresh, 'unchanged'), []);
  }),
);

test.run();
