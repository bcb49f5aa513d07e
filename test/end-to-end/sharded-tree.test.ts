import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotate, annotationsOf, writeMask } from '../support/annotate.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listFiles } from '../support/tree.js';

const test = suite('trees of OME-Zarr 0.5');
const long = longOf(test);

const sharded = ['--ome-zarr', '0.5', '--compression', 'zstd'];
const python = '/usr/bin/python3';
const hasZarr3 =
  spawnSync(python, ['-c', 'import sys, zarr; sys.exit(zarr.__version__[0] != "3")']).status === 0;

async function run(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runInProcess(args);
  assert.is(status, 0, stdout + stderr);
  return stdout;
}

async function ingestMade(output: string, ...options: string[]): Promise<void> {
  const source = sharedPath('golden', 'made-1');
  await run('ingest', join(source, 'config.yaml'), join(source, 'source'), output, '--quiet', ...options);
}

/** Paths of the images of a tree, and the documents of their groups. */
function imagesOf(tree: string): [path: string, document: { attributes: Record<string, unknown> }][] {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.zarr/zarr.json'))
    .map((path) => [path, JSON.parse(readFileSync(join(tree, path), 'utf8'))]);
}

function strictSchemas() {
  const folder = sharedPath('corpus', 'ngff', '0.5');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  for (const name of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const [image, label] = ['strict_image', 'strict_label'].map((name) =>
    ajv.getSchema(`https://ngff.openmicroscopy.org/0.5/schemas/${name}.schema`),
  );
  assert.ok(image !== undefined && label !== undefined);
  return { image, label };
}

/** Reads every level of every image of two trees with zarr-python, and says where their samples differ. */
const compareTrees = `
import pathlib, sys, numpy, zarr
first, second = map(pathlib.Path, sys.argv[1:])
count = 0
for path in sorted(first.rglob('*.zarr')):
    other = second / path.relative_to(first)
    a, b = zarr.open_group(path, mode='r'), zarr.open_group(other, mode='r')
    assert (a.metadata.zarr_format, b.metadata.zarr_format) == (2, 3), path
    for level in ('0', '1', '2'):
        assert a[level].dtype == b[level].dtype, path
        numpy.testing.assert_array_equal(a[level][:], b[level][:], f'{path}/{level}')
        count += 1
print(count)
`;

const reader = hasZarr3 ? 'zarr-python' : 'zarr-python (skipped: python3 with zarr 3 is not installed)';

testShared(long, `made-1 passes the strict schema, and holds what 0.4 does by ${reader}`, () =>
  inTemporaryDirectory(async (directory) => {
    const [plain, tree] = [join(directory, 'plain'), join(directory, 'sharded')];
    await ingestMade(plain, '--no-precompute');
    await ingestMade(tree, ...sharded, '--no-precompute');
    const { image, label } = strictSchemas();
    const images = imagesOf(tree);
    assert.is(images.length, 18);
    for (const [path, { attributes }] of images) {
      assert.ok(image(attributes), `${path}: ${JSON.stringify(image.errors)}`);
      const isMask = path.includes('Annotations');
      assert.is('image-label' in (attributes.ome as object), isMask, path);
      if (isMask) assert.ok(label(attributes), `${path}: ${JSON.stringify(label.errors)}`);
    }
    assert.match(await run('validate', tree, '--depth', 'deep'), /valid: 0 errors, 0 warnings/);
    assert.match(await run('diff', plain, tree, '--summary'), /changes: 0 science, 0 metadata, \d+ storage/);
    if (hasZarr3) {
      const compared = spawnSync(python, ['-c', compareTrees, plain, tree], { encoding: 'utf8' });
      assert.is(compared.stdout.trim(), `${3 * images.length}`, compared.stderr);
    }
  }),
);

test('an ingest in the other version leaves nothing of the one before', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: [20, 60, 64] });
    await writeMask(tiny, 'annotations/TS_001_cells.mrc', [20, 60, 64], (z) => (z < 5 ? 3 : 0), 1);
    const source =
      "InstanceSegmentationMask: {file_format: mrc, glob_string: 'annotations/{run_name}_cells.mrc'}";
    await annotate(tiny, [{ id: 'cells', name: 'cell', sources: [source] }]);
    const filesOf = async () => (await listFiles(tiny.output)).filter((path) => path.includes('.zarr/'));
    assert.is((await tiny.ingest('--no-precompute')).status, 0);
    const first = await filesOf();
    assert.ok(first.length > 0 && first.every((path) => !path.endsWith('zarr.json')));
    assert.is((await tiny.ingest(...sharded, '--no-precompute')).status, 0);
    const second = await filesOf();
    assert.ok(second.length > 0 && second.every((path) => /\/(zarr\.json|\d\/c\/\d+\/\d+\/\d+)$/.test(path)));
    assert.match(await run('validate', tiny.output, '--depth', 'deep'), / 0 errors/);
    assert.is((await tiny.ingest('--no-precompute')).status, 0);
    assert.equal(await filesOf(), first);
    const masks = first.filter((path) => path.startsWith(annotationsOf('TS_001')));
    assert.ok(masks.length > 0);
  }));

test('a damaged shard is found, and named once', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: [40, 90, 80] });
    assert.is((await tiny.ingest(...sharded, '--no-precompute', '--import', 'tomogram')).status, 0);
    const shard = (await listFiles(tiny.output)).find((path) => path.includes('TS_001.zarr/0/c/'));
    assert.ok(shard !== undefined);
    const { status, stdout } = await spoilAndValidate(tiny.published(shard), tiny.output);
    assert.is(status, 1);
    assert.is(stdout.split(`${shard}`).length - 1, 1, stdout);
    assert.match(stdout, /the checksum differs/);
  }));

async function spoilAndValidate(path: string, tree: string) {
  const bytes = readFileSync(path);
  bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  return runInProcess(['validate', tree, '--depth', 'deep']);
}

test('validate finds what is wrong in the metadata of shards', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest(...sharded, '--no-precompute', '--import', 'tomogram')).status, 0);
    const group = (await listFiles(tiny.output)).find((path) => path.endsWith('TS_001.zarr/zarr.json'));
    assert.ok(group !== undefined);
    const zarr = tiny.published(group.slice(0, -'/zarr.json'.length));
    const array = join(zarr, '1/zarr.json');
    const edit = (file: string, from: string, to: string) => () => {
      const before = readFileSync(file, 'utf8');
      assert.ok(before.includes(from), before);
      writeFileSync(file, before.replace(from, to));
      return () => writeFileSync(file, before);
    };
    const add = (file: string) => () => {
      writeFileSync(file, '{}');
      return () => rmSync(file);
    };
    const faults: [code: string, spoil: () => () => void][] = [
      ['ZARR_FORMAT_WRONG', edit(join(zarr, 'zarr.json'), '"version": "0.5"', '"version": "0.6"')],
      ['ZARR_AXES_WRONG', edit(join(zarr, 'zarr.json'), 'angstrom', 'nanometer')],
      ['ZARR_STORAGE_WRONG', edit(array, '"dimension_names"', '"dimensions"')],
      ['ZARR_UNREADABLE', edit(array, 'sharding_indexed', 'sharding')],
      ['ZARR_CHUNK_UNEXPECTED', add(join(zarr, '1/c/0/0/7'))],
      ['ZARR_MEMBERS_WRONG', add(join(zarr, '.zarray'))],
    ];
    for (const [code, spoil] of faults) {
      const undo = spoil();
      const { stdout } = await runInProcess(['validate', tiny.output, '--depth', 'headers']);
      assert.match(stdout, new RegExp(`ERROR ${code}`), `${code}: ${stdout}`);
      undo();
    }
  }));

test('convert writes both versions, and reads them back', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const source = tiny.source('tomograms/TS_001_10.000A.rec');
    const [mrc, zarr, again] = ['a.mrc', 'b.zarr', 'c.mrc'].map((name) => join(directory, name));
    await run('convert', source, mrc!, '--quiet');
    await run('convert', source, zarr!, '--quiet', '--ome-zarr', '0.5', '--compression', 'zstd:9');
    await run('convert', zarr!, again!, '--quiet');
    assert.equal(readFileSync(again!).subarray(1024), readFileSync(mrc!).subarray(1024));
    const { codecs } = JSON.parse(readFileSync(join(zarr!, '0/zarr.json'), 'utf8'));
    assert.equal(codecs[0].configuration.codecs[1].configuration, {
      clevel: 5,
      cname: 'zstd',
      typesize: 4,
      shuffle: 'shuffle',
      blocksize: 0,
    });
  }));

test('a wrong value is refused', async () => {
  for (const [option, value, message] of [
    ['--ome-zarr', '0.3', /--ome-zarr is 0\.4 or 0\.5, not 0\.3/],
    [
      '--compression',
      'zstd:23',
      /--compression takes lz4, zstd or zstd:LEVEL with a level of 1 to 22, not 23/,
    ],
    [
      '--compression',
      'gzip',
      /--compression takes lz4, zstd or zstd:LEVEL with a level of 1 to 22, not gzip/,
    ],
  ] as const) {
    const { status, stderr } = await runInProcess(['convert', 'in.mrc', 'out.zarr', option, value]);
    assert.is(status, 2);
    assert.match(stderr, message);
  }
});

test.run();
