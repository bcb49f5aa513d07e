import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { exportFormatNames } from '../../src/export/export-formats.js';
import { bytesOf } from '../../src/formats/byte-source.js';
import { readPoints } from '../../src/formats/points/read-points.js';
import { starTables } from '../../src/formats/star.js';
import { errorOf } from '../formats/support/points.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports of odd trees');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const points = madePoints(3);

test('names with blanks and quotes stay as they are in STAR files', async () => {
  for (const [index, run] of ['TS 1 "b"', `TS "q" 'a'`, `it's "q"`, `'a' "q"b`, '#1', `"'`].entries()) {
    const tree = join(directory, `quoted-${index}`);
    await writeTree(tree, madeRun(points, { run }));
    const out = join(directory, `quoted-out-${index}`);
    const { losses } = await exportTree(tree, out, 'star');
    const path = 'cytosolic_ribosome_10.000.star';
    const source = bytesOf(path, await readFile(join(out, path)));
    let count = 0;
    const options = { format: 'relion31_star', filter: run };
    for await (const batch of readPoints(source, 'orientedPoint', options)) count += batch.length;
    assert.is(count, points.length, run);
    assert.not.ok(
      losses.some(({ loss }) => loss.startsWith('called')),
      run,
    );
  }
});

test('star: a name in which quotes of both kinds would end has one kind, which is a loss', async () => {
  const tree = join(directory, 'both');
  const [run, other] = [`a" b' c`, `a' b' c`];
  await writeTree(tree, madeRun(points, { run }));
  const { losses } = await exportTree(tree, join(directory, 'both-out'), 'star');
  const loss = `called ${other}: the format cannot hold its name`;
  assert.equal(
    losses.filter((each) => each.loss.startsWith('called')),
    [{ item: `10001/${run}`, loss }],
  );
  await writeTree(tree, madeRun(points, { run: other }));
  const { message } = await errorOf(() => exportTree(tree, join(directory, 'both-out-2'), 'star'));
  assert.is(message, 'several runs have the same name');
});

test('relion5: names of particles of a run that needs quotes are in quotes', async () => {
  for (const run of ['#1', '"a', `'a"b`, '_1', 'data_1']) {
    const tree = join(directory, `particles-${run}`);
    await writeTree(tree, madeRun(points, { run }));
    const out = join(directory, `particles-out-${run}`);
    await exportTree(tree, out, 'relion5');
    const path = join(out, 'particles.star');
    const tables = starTables({ path, text: await readFile(path, 'utf8') });
    const table = tables.find(({ block }) => block === 'particles');
    const at = table?.columns.indexOf('rlnTomoParticleName') ?? 0;
    assert.equal(
      table?.rows.map(({ cells }) => cells[at]),
      points.map((_, index) => `${run}/${index + 1}`),
    );
  }
});

test('files are called by the first characters of objects with long names, which stay apart', async () => {
  const tree = join(directory, 'long');
  const long = 'Αβ particle '.repeat(40);
  await writeTree(tree, madeRun(points, { object: `${long} one` }));
  await writeTree(tree, madeRun(points, { object: `${long} two`, run: 'TS_2' }));
  for (const format of exportFormatNames) {
    const { files, losses } = await exportTree(tree, join(directory, `long-${format}`), format);
    if (format === 'star') assert.is(files.length, 2);
    if (format !== 'copick') continue;
    const named = losses.filter(({ loss }) => loss.includes('the same object as'));
    assert.equal(
      named.map(({ item }) => item),
      ['10001/TS_2 annotation 100 at 10.000 Å'],
    );
  }
});

test('a point that a format cannot hold is named by its file, line and annotation', async () => {
  const tree = join(directory, 'mirrored');
  const files = madeRun(points);
  const path = Object.keys(files).find((each) => each.endsWith('.ndjson')) ?? '';
  const mirrored = '[[1,0,0],[0,1,0],[0,0,-1]]';
  Object.assign(files, { [path]: String(files[path]).replace(/\[\[.*?\]\]/, mirrored) });
  await writeTree(tree, files);
  for (const format of ['star', 'relion5', 'dynamo', 'imod']) {
    const found = await errorOf(() => exportTree(tree, join(directory, 'mirror'), format));
    assert.equal(
      [found.message, found.path, found.line, found.entity],
      ['xyz_rotation_matrix is not a rotation', join(tree, path), 1, '10001/TS_1 annotation 100 at 10.000 Å'],
      format,
    );
  }
});

test('archives: characters with a meaning in addresses are encoded', async () => {
  const tree = join(directory, 'hash');
  await writeTree(tree, madeRun(points, { run: 'TS#1?' }));
  const idsIn = async (format: string, path: string) => {
    const out = join(directory, `hash-${format}`);
    await exportTree(tree, out, format);
    return [...(await readFile(join(out, path), 'utf8')).matchAll(/"@id": "([^"]*\.mrc)"/g)].map(
      ([, id]) => id,
    );
  };
  const stack = '10001/TS%231%3F/TiltSeries/100/TS%231%3F.mrc';
  assert.ok((await idsIn('croissant', '10001/croissant.json')).includes(stack));
  const [first = ''] = await idsIn('ro-crate', '10001/ro-crate-metadata.json');
  assert.is(first, `${pathToFileURL(tree).href}/${stack}`);
});

test('a directory without items of a tree is refused', async () => {
  const folder = join(directory, 'folder');
  await mkdir(join(folder, 'micrographs/day_1'), { recursive: true });
  const { message, found } = await errorOf(() => exportTree(folder, join(directory, 'none'), 'csv'));
  assert.equal([message, found], ['no item is selected', '1 run without any']);
});

test('warp: sections without frames are one loss of the tilt series', async () => {
  const tree = join(directory, 'frameless');
  const files = madeRun(points);
  const frames = '10001/TS_1/Frames/frames_metadata.json';
  const listed = (files[frames] as { frames: object[] }).frames;
  Object.assign(files, { [frames]: { frames: listed.slice(0, 1) } });
  await writeTree(tree, files);
  const { losses } = await exportTree(tree, join(directory, 'frameless-out'), 'warp');
  assert.equal(
    losses.filter(({ loss }) => loss.includes('frames: left out')),
    [{ item: '10001/TS_1 tilt series 100', loss: '3 sections without frames: left out' }],
  );
});

test('values that stand for missing ones are a loss of the tilt series, with the number of sections', async () => {
  const tree = join(directory, 'tiltless');
  const files = madeRun(points);
  const [series, frames] = [
    '10001/TS_1/TiltSeries/100/tiltseries_metadata.json',
    '10001/TS_1/Frames/frames_metadata.json',
  ];
  for (const section of (files[series] as { per_section_parameter: { raw_angle?: number }[] })
    .per_section_parameter)
    delete section.raw_angle;
  for (const frame of (files[frames] as { frames: { accumulated_dose?: number }[] }).frames)
    delete frame.accumulated_dose;
  await writeTree(tree, files);
  const aligned = '3 sections without recorded tilt: that of the alignment is written';
  for (const [format, named] of [
    ['imod', [aligned, '1 section without any tilt: 0 is written']],
    ['relion5', ['3 sections without dose: 0 is written', aligned]],
    ['warp', ['1 section without any tilt: 0 is written', '4 sections without dose: 0 is written']],
  ] as const) {
    const { losses } = await exportTree(tree, join(directory, 'tiltless-out'), format, { dryRun: true });
    const found = losses.filter(({ loss }) => / without (?:recorded|any|dose)/.test(loss));
    assert.equal(
      found,
      named.map((loss) => ({ item: '10001/TS_1 tilt series 100', loss })),
      format,
    );
  }
});

test('shifts of aligned sections that are null are a loss of the alignment where they become 0', async () => {
  const tree = join(directory, 'shiftless');
  const files = madeRun(points);
  const path = '10001/TS_1/Alignments/100/alignment_metadata.json';
  const sections = (files[path] as { per_section_alignment_parameters: object[] })
    .per_section_alignment_parameters;
  Object.assign(sections[0] ?? {}, { x_offset: null });
  Object.assign(sections[1] ?? {}, { x_offset: null, y_offset: null });
  await writeTree(tree, files);
  for (const format of exportFormatNames) {
    const { losses } = await exportTree(tree, join(directory, 'shiftless-out'), format, { dryRun: true });
    const item = '10001/TS_1 alignment 100';
    assert.equal(
      losses.filter(({ loss }) => loss.includes('without shift')),
      ['cets', 'imod', 'relion5'].includes(format)
        ? [{ item, loss: '2 sections without shift: 0 is written' }]
        : [],
      format,
    );
  }
});

test('a name of a run that becomes too long in a format fails in the plan, too, and leaves nothing', async () => {
  const run = 'é'.repeat(124);
  const text = JSON.stringify(madeRun(points, { run }));
  // Its files have names that fit.
  const files = JSON.parse(text.replaceAll(new RegExp(`${run}(?=[._])`, 'g'), 'TS_1'));
  const tree = join(directory, 'long-run');
  await writeTree(tree, files);
  const out = join(directory, 'long-run-out');
  for (const [format, name] of [
    ['imod', `${run}/${run}_10.000_100_rec.mrc`],
    ['cets', `tilt_series/${run}_100.mrc`],
    ['warp', `tomostar/${run}.tomostar`],
    ['empiar', `10001/data/tilt_series/${run}_100.mrc`],
  ]) {
    for (const dryRun of [true, false]) {
      const { message, path, expected } = await errorOf(() =>
        exportTree(tree, out, format ?? '', { dryRun }),
      );
      assert.equal(
        [message, path, expected],
        ['a name in this format is too long for a file system', name, 'at most 255 bytes'],
      );
    }
    assert.not.ok((await readdir(directory)).includes('long-run-out'));
  }
  assert.is((await exportTree(tree, out, 'csv')).files.length, 1);
});

test('archives list no file that the tree lacks', async () => {
  const tree = join(directory, 'lacking');
  await writeTree(tree, madeRun(points));
  const path = join(tree, '10001/TS_1/TiltSeries/100/TS_1.mrc');
  await rm(path);
  for (const format of ['croissant', 'ro-crate', 'empiar']) {
    const failed = await errorOf(() => exportTree(tree, join(directory, 'lack'), format));
    assert.equal(
      [failed.message, failed.path, failed.entity],
      ['no such file', path, '10001/TS_1 tilt series 100'],
    );
  }
});

test('ro-crate: a run that is called like an organization is another entity', async () => {
  const tree = join(directory, 'alike');
  const files = madeRun(points);
  const dataset = '10001/dataset_metadata.json';
  const authors = [{ name: 'Ada Rivera', affiliation_name: 'TS_1' }];
  Object.assign(files, { [dataset]: { ...(files[dataset] as object), authors } });
  await writeTree(tree, files);
  const out = join(directory, 'alike-out');
  await exportTree(tree, out, 'ro-crate');
  const graph = JSON.parse(await readFile(join(out, '10001/ro-crate-metadata.json'), 'utf8'))['@graph'];
  const named = graph.filter((each: { name: string }) => each.name === 'TS_1');
  assert.equal(
    named.map((each: Record<string, unknown>) => [each['@id'], each['@type']]),
    [
      ['#TS_1', 'Organization'],
      ['#run-TS_1', 'Dataset'],
    ],
  );
});

test('keys of points that no format holds are losses', async () => {
  const tree = join(directory, 'scored');
  const files = madeRun(points);
  const path = Object.keys(files).find((each) => each.endsWith('.ndjson')) ?? '';
  Object.assign(files, { [path]: String(files[path]).replace('{', '{"score": 0.5, ') });
  await writeTree(tree, files);
  for (const format of ['csv', 'parquet', 'star', 'imod', 'copick', 'cets', 'dynamo', 'relion5']) {
    const { losses } = await exportTree(tree, join(directory, `scored-${format}`), format);
    assert.equal(
      losses.filter(({ loss }) => loss.startsWith('score')),
      [
        {
          item: '10001/TS_1 annotation 100 at 10.000 Å',
          loss: 'score of its points is left out: an unknown key',
        },
      ],
      format,
    );
  }
});

test.run();
