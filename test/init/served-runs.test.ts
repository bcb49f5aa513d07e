import { rmSync } from 'node:fs';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listSource } from '../../src/init/source-listing.js';
import { survey } from '../../src/init/survey.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { composed, files, mdoc, volume } from './support/composed.js';
import { treeOf } from './support/tree-of.js';

const test = suite('files of some runs, and of none');

test('a gain serves the runs beside it, and tomograms of other runs need not be told apart', async () => {
  const content = Object.fromEntries(
    ['gridA', 'gridB'].flatMap((grid) => [
      [`${grid}/gain.mrc`, volume([1, 4, 4], { voxelSize: 2 })],
      ...['TS_1', 'TS_2'].flatMap((run) => [
        [`${grid}/${run}.st`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
        [`${grid}/${run}.mdoc`, mdoc(3)],
        [`${grid}/${run}_rec.mrc`, volume([9, 4, 4], {})],
      ]),
    ]),
  );
  const { config, placeholders } = await composed(content);
  const gains = /^gains:\n(?: .*\n)*/m.exec(config)?.[0] ?? '';
  const served = [...gains.matchAll(/list_glob: (\S+)\n +parent_filters:\n +include:\n +run: (.*)/g)];
  assert.equal(
    served.map(([, ...found]) => found),
    ['gridA', 'gridB'].map((grid) => [`${grid}/gain.mrc`, `[^(?:${grid}_TS_1|${grid}_TS_2)$]`]),
  );
  assert.equal(
    placeholders.filter(({ path }) => path.endsWith('processing_software')),
    [],
  );
});

test('a file that a link leads to again is used once', async () => {
  const directory = await treeOf(files());
  try {
    await symlink('volumes', join(directory, 'site', 'newest'));
    await symlink('../volumes/lam_1_rec.mrc', join(directory, 'site', 'picks', 'best.mrc'));
    const { listing, sources, unused } = await survey(await openStorage(directory, {}));
    const used = sources.flatMap(({ group }) => group.files.map(({ file }) => file.path));
    assert.equal(
      used.filter((path) => /newest|best/.test(path)),
      [],
    );
    assert.is(used.filter((path) => path.startsWith('site/volumes/')).length, 6);
    const reasonOf = (wanted: string) => unused.find(({ path }) => path === wanted)?.reason;
    assert.is(reasonOf('site/newest/lam_10_rec.mrc'), 'link to site/volumes/lam_10_rec.mrc, which is used');
    assert.is(reasonOf('site/picks/best.mrc'), 'link to site/volumes/lam_1_rec.mrc, which is used');
    assert.is(listing.ignored.length, 7);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('links in an OME-Zarr: one that is a link as a whole is used once, one of which chunks are links is kept', async () => {
  const image = (name: string) =>
    Object.fromEntries(['.zattrs', '0/.zarray', '0/0'].map((path) => [`denoised/${name}/${path}`, '{}']));
  const directory = await treeOf({ ...image('lam_1.zarr'), ...image('lam_2.zarr'), ...image('lam_3') });
  const link = async (target: string, path: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await symlink(join(directory, target), join(directory, path));
  };
  try {
    // The whole, by a name with and without its extension; all files of one; a chunk; chunks of two.
    await link('denoised/lam_2.zarr', 'plain/lam_2');
    await link('denoised/lam_3', 'plain/lam_3.zarr');
    for (const path of ['.zattrs', '0/.zarray', '0/0'])
      await link(`denoised/lam_2.zarr/${path}`, `copies/lam_2.zarr/${path}`);
    await link('denoised/lam_2.zarr/0/0', 'denoised/lam_1.zarr/0/1');
    await link('denoised/lam_1.zarr/.zattrs', 'mixed/lam_1.zarr/.zattrs');
    await link('denoised/lam_2.zarr/0', 'mixed/lam_1.zarr/0');
    // What holds the content of links, as git-annex has it, is no data.
    await mkdir(join(directory, '.git', 'annex'), { recursive: true });
    await rename(
      join(directory, 'denoised', 'lam_1.zarr', '0', '0'),
      join(directory, '.git', 'annex', 'SHA256'),
    );
    await link('.git/annex/SHA256', 'denoised/lam_1.zarr/0/0');
    const { files: found, ignored } = await listSource(await openStorage(directory, {}));
    assert.equal(
      found.map(({ path, isDirectory }) => [path, isDirectory]),
      ['denoised/lam_1.zarr', 'denoised/lam_2.zarr', 'denoised/lam_3', 'mixed/lam_1.zarr'].map((path) => [
        path,
        true,
      ]),
    );
    assert.equal(Object.fromEntries(ignored.map(({ path, reason }) => [path, reason])), {
      '.git/annex/SHA256': 'hidden file',
      'copies/lam_2.zarr': 'link to denoised/lam_2.zarr, which is used',
      'plain/lam_2': 'link to denoised/lam_2.zarr, which is used',
      'plain/lam_3.zarr': 'link to denoised/lam_3, which is used',
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('no OME-Zarr of a hidden directory is used, by its name or by its metadata', async () => {
  const image = (name: string) => ({
    [`${name}/.zattrs`]: '{}',
    [`${name}/0/.zarray`]: '{}',
    [`${name}/0/0`]: '{}',
  });
  const directory = await treeOf({
    ...image('lam_1.zarr'),
    ...image('lam_2'),
    ...image('.snapshot/lam_1.zarr'),
    ...image('.snapshot/lam_2'),
  });
  try {
    const { files: found, ignored } = await listSource(await openStorage(directory, {}));
    assert.equal(
      found.map(({ path }) => path),
      ['lam_1.zarr', 'lam_2'],
    );
    assert.equal(
      [ignored.length, new Set(ignored.map(({ reason }) => reason))],
      [6, new Set(['hidden file'])],
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a link that gives a file the name of its run is used in place of the file', async () => {
  const directory = await treeOf(files());
  const names = { lam_1: 'apple', lam_2: 'pear', lam_10: 'plum' };
  try {
    await mkdir(join(directory, 'site', 'recorded'));
    for (const [run, name] of Object.entries(names)) {
      const stack = join(directory, 'site', 'stacks', `${run}.st`);
      await rename(stack, join(directory, 'site', 'recorded', `${name}.st`));
      await symlink(`../recorded/${name}.st`, stack);
    }
    const { runs, sources, unused } = await survey(await openStorage(directory, {}));
    assert.equal(runs, ['lam_1', 'lam_10', 'lam_2']);
    const stacks = sources.filter(({ section }) => section === 'tiltseries');
    assert.equal(
      stacks.flatMap(({ group }) => group.files.map(({ file, run }) => [file.path, run])).sort(),
      runs.map((run) => [`site/stacks/${run}.st`, run]),
    );
    assert.is(
      unused.find(({ path }) => path === 'site/recorded/plum.st')?.reason,
      'site/stacks/lam_10.st, a link to it, is used',
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('frames that were not deposited are those of runs with an mdoc', async () => {
  const content = files();
  for (const extension of ['st', 'mdoc', 'rawtlt']) delete content[`site/stacks/lam_10.${extension}`];
  const { config, runs } = await composed(content);
  assert.equal(runs, ['lam_1', 'lam_10', 'lam_2']);
  const frames = /^frames:\n(?: .*\n)*/m.exec(config)?.[0] ?? '';
  assert.match(
    frames,
    /value: \[default\]\n +parent_filters:\n +include:\n +run: \[\^\(\?:lam_1\|lam_2\)\$\]/,
  );
});

test('points of some runs are not sought in others, whose finest voxel spacing differs', async () => {
  const content = ['TS_1', 'TS_2', 'TS_3'].flatMap((run) => [
    [`coarse/${run}_rec.mrc`, volume([9, 4, 4], { voxelSize: 16 })],
    ...(run === 'TS_3' ? [] : [[`fine/${run}_rec.mrc`, volume([9, 4, 4], { voxelSize: 8 })]]),
    ...(run === 'TS_3' ? [] : [[`picks/${run}_ribosome.csv`, '1.5,2,3\n2,3,4\n']]),
  ]);
  const { config } = await composed(Object.fromEntries(content));
  const annotations = config.slice(config.indexOf('\nannotations:'));
  assert.match(annotations, 'picks/{run_name}_ribosome.csv');
  assert.not.match(annotations, 'TS_3');
});

test.run();
