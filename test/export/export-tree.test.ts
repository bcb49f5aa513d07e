import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree, listExportFormats } from '../../src/api/export-tree.js';
import { openTree } from '../../src/api/open-tree.js';
import { ExportOutput } from '../../src/export/export-output.js';
import { bytesOf } from '../../src/formats/byte-source.js';
import { readPoints } from '../../src/formats/points/read-points.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import { errorOf } from '../formats/support/points.js';
import { exportedTree } from './support/exported-tree.js';
import { madeRun, writeTree } from './support/made-tree.js';

const test = suite('export of a tree');

const { directory, remove, tree, points, exported } = await exportedTree();
test.after(remove);

test('every item that a format cannot hold is a loss, in the plan too, which writes nothing', async () => {
  const { report, out } = await exported('star', { dryRun: true });
  const annotation = '10001/TS_1 annotation 100 at 10.000 Å';
  assert.equal(report.losses, [
    { item: '10001/TS_1 tilt series 100', loss: 'left out: the format holds no tilt series' },
    { item: '10001/TS_1 alignment 100', loss: 'left out: the format holds no alignments' },
    { item: '10001/TS_1 tomogram 100 at 10.000 Å', loss: 'left out: the format holds no tomograms' },
    { item: annotation, loss: 'SegmentationMask left out: the format holds no masks' },
    { item: annotation, loss: 'amplitude contrast is unknown: 0.1, the default of RELION' },
  ]);
  assert.not.ok((await readdir(directory)).includes(out.slice(directory.length + 1)));
  const losses = (await exported('relion5')).report.losses.map(({ loss }) => loss);
  assert.ok(losses.includes('1 section without alignment: left out'));
  assert.ok(listExportFormats().every(({ loses }) => loses.length > 0));
});

test('a mask in two forms is one loss', async () => {
  const forms = join(directory, 'forms');
  const files = madeRun(points);
  const path = Object.keys(files).find((each) => each.endsWith('ribosome-1.0.json')) ?? '';
  const { files: shapes } = files[path] as { files: object[] };
  shapes.push({ ...shapes[1], format: 'mrc' });
  await writeTree(forms, files);
  const { losses } = await exportTree(forms, join(directory, 'one'), 'csv', { dryRun: true });
  const loss = 'SegmentationMask left out: the format holds no masks';
  assert.equal(
    losses.filter((each) => each.loss === loss),
    [{ item: '10001/TS_1 annotation 100 at 10.000 Å', loss }],
  );
});

test('archives: metadata of the dataset, what it lacks, and addresses of files', async () => {
  const dataset = '10001';
  const empiar = await exported('empiar');
  const deposition = JSON.parse(await empiar.text(`${dataset}/empiar.json`));
  assert.equal(deposition.authors, [
    { name: "('Rivera', 'AB')", order_id: 0, author_orcid: '0000-0002-1825-0097' },
    { name: "('Lind', 'B')", order_id: 1, author_orcid: null },
  ]);
  const { last_name: name, email, country } = deposition.corresponding_author;
  assert.equal([name, email, country], ['Lind', 'bo@example.org', null]);
  assert.equal(deposition.cross_references, [{ name: 'EMD-1234' }]);
  assert.is(deposition.citation[0].doi, '10.1000/made');
  const [tilts, volumes] = deposition.imagesets;
  assert.equal([tilts.frames_per_image, tilts.pixel_width, tilts.image_width], [4, 2.5, 800]);
  assert.equal([volumes.category, volumes.pixel_width, volumes.image_height], ["('T13', '')", 10, 180]);
  const losses = empiar.report.losses.map(({ loss }) => loss);
  assert.ok(losses.includes('no country of the corresponding author: fill it in'));
  assert.not.ok(losses.includes('no email of the corresponding author: fill it in'));
  assert.ok(losses.includes('the title has 4 characters, EMPIAR takes 10 to 255: change it'));

  const crate = JSON.parse(await (await exported('ro-crate')).text(`${dataset}/ro-crate-metadata.json`))[
    '@graph'
  ];
  const root = crate.find((each: { '@id': string }) => each['@id'] === './');
  assert.equal(
    [root.name, root.datePublished, root.citation],
    ['Made', '2025-04-01', [{ '@id': 'https://doi.org/10.1000/made' }]],
  );
  const addresses: string[] = crate.map((each: { '@id': string }) => each['@id']);
  assert.ok(addresses.includes(pathToFileURL(join(tree, '10001/TS_1/TiltSeries/100/TS_1.mrc')).href));
  const croissant = JSON.parse(await (await exported('croissant')).text(`${dataset}/croissant.json`));
  assert.is(croissant.distribution.length, 7);
  assert.match(croissant.distribution[0].contentUrl, /^file:\/\/\/./);
  assert.equal(croissant.keywords, ['cryo-electron tomography', 'Homo sapiens', 'cytosolic ribosome']);
});

test('objects of one file name have a table each, masks without OME-Zarr are losses, and image sets have one size', async () => {
  const tubulins = join(directory, 'tubulins');
  const files: Record<string, unknown> = {
    ...madeRun(points, { object: 'α-tubulin' }),
    ...madeRun(points.slice(0, 3), { run: 'TS_2', object: 'β-tubulin' }),
  };
  const of = (ending: string) => Object.keys(files).find((path) => path.endsWith(ending)) ?? ending;
  const annotation = files[of('TS_1/Reconstructions/VoxelSpacing10.000/Annotations/100/ribosome-1.0.json')];
  const { files: shapes } = annotation as { files: { format: string }[] };
  for (const shape of shapes) if (shape.format === 'zarr') shape.format = 'mrc';
  const series = of('TS_2/TiltSeries/100/tiltseries_metadata.json');
  files[series] = { ...(files[series] as object), size: { x: 400, y: 360, z: 4 }, pixel_spacing: 5 };
  await writeTree(tubulins, files);
  const { files: tables } = await exportTree(tubulins, join(directory, 'star'), 'star', { dryRun: true });
  assert.equal(tables, ['tubulin_10.000.star', 'tubulin_2_10.000.star']);
  const { losses } = await exportTree(tubulins, join(directory, 'cets'), 'cets', { dryRun: true });
  assert.equal(
    losses.flatMap(({ item, loss }) => (loss.endsWith('it has no OME-Zarr') ? item : [])),
    ['10001/TS_1 annotation 100 at 10.000 Å'],
  );
  const deposition = join(directory, 'sizes');
  await exportTree(tubulins, deposition, 'empiar', { volumes: 'none' });
  const { imagesets } = JSON.parse(await readFile(join(deposition, '10001/empiar.json'), 'utf8'));
  assert.equal(
    imagesets.map((set: Record<string, unknown>) => [
      set.directory,
      set.num_images_or_tilt_series,
      set.image_width,
      set.pixel_width,
    ]),
    [
      ['/data/tilt_series', 1, 800, 2.5],
      ['/data/tilt_series_2', 1, 400, 5],
      ['/data/tomograms', 2, 200, 10],
    ],
  );
});

test('a section without tilt or with a matrix that has no inverse is not aligned, and a file that is listed twice is one', async () => {
  const odd = join(directory, 'odd');
  const files = madeRun(points);
  const metadataOf = (ending: string) =>
    files[Object.keys(files).find((path) => path.endsWith(ending)) ?? ''] as Record<string, object[]>;
  const { per_section_alignment_parameters: sections = [] } = metadataOf('alignment_metadata.json');
  Object.assign(sections[0] ?? {}, { tilt_angle: undefined });
  Object.assign(sections[1] ?? {}, {
    in_plane_rotation: [
      [0, 0],
      [0, 0],
    ],
  });
  const { files: listed = [] } = metadataOf('ribosome-1.0.json');
  listed.push(...structuredClone(listed));
  await writeTree(odd, files);
  const imod = join(directory, 'odd-imod');
  const { losses } = await exportTree(odd, imod, 'imod');
  assert.ok(losses.some(({ loss }) => loss === 'sections without alignment are excluded in tilt.com'));
  assert.match(await readFile(join(imod, 'TS_1/tilt.com'), 'utf8'), 'EXCLUDELIST2 1,2,3\n');
  assert.not.match(await readFile(join(imod, 'TS_1/TS_1.xf'), 'utf8'), 'NaN');
  const table = join(directory, 'odd-csv');
  await exportTree(odd, table, 'csv');
  assert.is(
    (await readFile(join(table, 'points.csv'), 'utf8')).trimEnd().split('\n').length,
    points.length + 1,
  );
});

test('an alignment without sections is a loss of its tilt series that says so', async () => {
  const unaligned = join(directory, 'unaligned');
  const alignment = '10001/TS_1/Alignments/100/alignment_metadata.json';
  const files = madeRun(points);
  files[alignment] = { ...(files[alignment] as object), per_section_alignment_parameters: [] };
  await writeTree(unaligned, files);
  const options = { dryRun: true, exclude: ['annotation=100'] };
  const { losses } = await exportTree(unaligned, join(directory, 'none'), 'relion5', options);
  const loss = 'left out: the alignment has no sections';
  assert.equal(losses, [
    {
      item: '10001/TS_1 tomogram 100 at 10.000 Å',
      loss: 'not in tomograms.star: the run has no aligned tilt series',
    },
    { item: '10001/TS_1 tilt series 100', loss },
    { item: '10001/TS_1 alignment 100', loss },
  ]);
});

test('copies of volumes, and none', async () => {
  const { text } = await exported('relion5', { volumes: 'copy' });
  assert.is(await text('tomograms/TS_1.mrc'), 'a tomogram');
  const none = await exported('relion5', { volumes: 'none' });
  assert.equal(none.report.files, ['tilt_series/TS_1.star', 'tomograms.star', 'particles.star']);
});

test('a failure leaves nothing, and OUT with content is refused', async () => {
  const broken = join(directory, 'broken');
  await writeTree(broken, madeRun(points));
  const path =
    '10001/TS_1/Reconstructions/VoxelSpacing10.000/Annotations/100/ribosome-1.0_orientedpoint.ndjson';
  await writeFile(
    join(broken, path),
    `${await readFile(join(broken, path), 'utf8')}{"type": "orientedPoint"}\n`,
  );
  const before = await readdir(directory);
  const { message, line } = await errorOf(() => exportTree(broken, join(directory, 'half'), 'relion5'));
  assert.equal([message, line], ['no location', points.length + 1]);
  assert.equal(await readdir(directory), before);
  await errorOf(() => exportTree(broken, join(directory, 'above', 'it', 'half'), 'relion5'));
  assert.equal(await readdir(directory), before, 'directories above OUT that were made for it');
  await mkdir(join(directory, 'kept'));
  await errorOf(() => exportTree(broken, join(directory, 'kept', 'it', 'half'), 'relion5'));
  assert.equal(await readdir(join(directory, 'kept')), []);
  await rm(join(directory, 'kept'), { recursive: true });

  await writeTree(broken, madeRun(points));
  await rm(join(broken, '10001/TS_1/TiltSeries/100/TS_1.mrc'));
  const missing = await errorOf(() => exportTree(broken, join(directory, 'half'), 'imod', { dryRun: true }));
  assert.equal([missing.message, missing.entity], ['no such file', '10001/TS_1 tilt series 100']);

  await writeTree(broken, madeRun(points));
  await rm(join(broken, path));
  for (const format of ['star', 'relion5', 'parquet', 'imod', 'copick', 'cets']) {
    const plan = await errorOf(() => exportTree(broken, join(directory, 'half'), format, { dryRun: true }));
    assert.equal([plan.message, plan.entity], ['no such file', '10001/TS_1 annotation 100 at 10.000 Å']);
  }
  const mirrored = madeRun(points);
  const tomogram = Object.keys(mirrored).find((name) => name.endsWith('tomogram-metadata.json')) ?? '';
  mirrored[tomogram] = { ...(mirrored[tomogram] as object), voxel_spacing: -10 };
  await writeTree(broken, mirrored);
  const negative = await errorOf(() => exportTree(broken, join(directory, 'half'), 'star'));
  assert.equal([negative.message, negative.found], ['voxel_spacing is not positive', '-10']);

  const full = join(directory, 'full');
  await mkdir(full);
  await writeFile(join(full, 'thesis.txt'), 'years of work');
  const refused = async (options = {}) =>
    (await errorOf(() => exportTree(tree, full, 'csv', options))).message;
  assert.is(await refused(), 'OUT has content');
  assert.is(await refused({ overwrite: true }), 'OUT has content and is not an earlier export');
  const { out } = await exported('csv');
  await exportTree(tree, out, 'star', { overwrite: true });
  assert.equal((await readdir(out)).sort(), ['cryoet-export.json', 'cytosolic_ribosome_10.000.star']);
  assert.match((await errorOf(() => exportTree(tree, join(tree, 'out'), 'csv'))).message, 'OUT lies in TREE');
});

test('runs of one name are refused where the format cannot tell them apart, and filters select', async () => {
  const two = join(directory, 'two');
  await writeTree(two, { ...madeRun(points), ...madeRun(points.slice(0, 3), { dataset: '10002' }) });
  const { message, found } = await errorOf(() => exportTree(two, join(directory, 'same'), 'star'));
  assert.equal([message, found], ['several runs have the same name', 'TS_1 in 10001 and 10002']);
  const blank = join(directory, 'blank');
  await writeTree(blank, { ...madeRun(points), ...madeRun(points, { run: 'TS 1' }) });
  for (const format of ['relion5', 'warp'])
    assert.is(
      (await errorOf(() => exportTree(blank, join(directory, 'same'), format))).found,
      'TS_1 for 10001/TS 1 and 10001/TS_1',
    );
  assert.is((await exportTree(blank, join(directory, 'csv-blank'), 'csv')).runs, 2);
  let count = 0;
  const csv = async (options: object) => {
    count += 1;
    const out = join(directory, `two-${count}`);
    await exportTree(two, out, 'csv', options);
    return (await readFile(join(out, 'points.csv'), 'utf8')).trimEnd().split('\n').length - 1;
  };
  assert.is(await csv({}), 43);
  assert.is(await csv({ datasets: ['10002'] }), 3);
  assert.is(await csv({ filter: ['annotation=.*ribo', 'voxel-spacing=10'] }), 43);
  assert.is(await csv({ exclude: ['annotation=cytosolic'] }), 0);
  assert.match((await errorOf(() => csv({ runs: ['nothing*'] }))).message, 'no run matches nothing*');
  const unmet = await errorOf(() => csv({ filter: ['annotation=nucleus'] }));
  assert.match(unmet.message, /^--filter: no annotation matches nucleus: found .*ribosome/);
  for (const [type, there] of [
    ['voxel-spacing', 'found 10.000'],
    ['gain', 'there is none'],
  ]) {
    const refused = await errorOf(() => csv({ filter: ['annotation=.*ribo', `${type}=7`] }));
    assert.is(refused.message, `--filter: no ${type?.replace('-', ' ')} matches 7: ${there}`);
  }
});

test('3 of 200 runs: nothing of the others is asked for', async () => {
  const many = join(directory, 'many');
  const names = Array.from({ length: 200 }, (_, index) => `TS_${String(index).padStart(3, '0')}`);
  const wanted = [names[7], names[50], names[199]] as [string, string, string];
  const own = wanted.map((run) => madeRun(points.slice(0, 2), { run }));
  const others = names.map((run) => [`10001/${run}/run_metadata.json`, { run_name: run }]);
  await writeTree(many, Object.assign(Object.fromEntries(others), ...own, { 'depositions_metadata/a': '' }));
  const opened = await openTree(many, { isWhole: false });
  const asked = new Set<string>();
  const storage = new Proxy(opened.storage, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => {
        if (typeof parameters[0] === 'string' && name !== 'location') asked.add(parameters[0]);
        return member.apply(target, parameters);
      };
    },
  });
  const { runs } = await exportTree({ ...opened, storage }, join(directory, 'three'), 'relion5', {
    filter: [`run=(?:${wanted.join('|')})$`],
  });
  await opened.close();
  assert.is(runs, 3);
  const below = [...asked].flatMap((key) => key.split('/')[1] ?? []);
  assert.equal([...new Set(below)].sort(), wanted);
  assert.ok(below.length < 3 * 40, `${below.length} requests`);
});

test('names that STAR, Warp and copick read otherwise are quoted, cleaned or named', async () => {
  const odd = join(directory, 'odd-names');
  await writeTree(odd, {
    ...madeRun(points.slice(0, 2), { run: 'data_7', object: 'a b' }),
    ...madeRun(points.slice(0, 3), { run: 'TS 1', object: 'a_b' }),
    ...madeRun(points.slice(0, 1), { run: 'loop_', object: 'a b' }),
  });
  const [table, warp, copick] = ['star', 'warp', 'copick'].map((name) => join(directory, `odd-${name}`)) as [
    string,
    string,
    string,
  ];
  await exportTree(odd, table, 'star');
  const count = async (file: string, run: string) => {
    const source = bytesOf(file, await readFile(join(table, file), 'utf8'));
    const batches = readPoints(source, 'point', { format: 'relion31_star', filter: run });
    let found = 0;
    for await (const batch of batches) found += batch.length;
    return found;
  };
  assert.is(await count('a_b_2_10.000.star', 'loop_'), 1);
  assert.is(await count('a_b_2_10.000.star', 'data_7'), 2);
  assert.is(await count('a_b_10.000.star', 'TS 1'), 3);

  const { files } = await exportTree(odd, warp, 'warp', { volumes: 'none' });
  assert.equal(files, ['tomostar/TS_1.tomostar', 'tomostar/data_7.tomostar', 'tomostar/loop_.tomostar']);
  const rows = (await readFile(join(warp, 'tomostar/TS_1.tomostar'), 'utf8')).match(/^\.\..*$/gm) ?? [];
  assert.equal(
    rows.map((row) => row.split(' ')[0]),
    [2, 0, 1, 3].map((order) => `../frames/TS_1/TS_1_${order}.tif`),
  );

  const { losses } = await exportTree(odd, copick, 'copick', { volumes: 'none' });
  const loss = 'a b becomes a-b, the same object as a_b';
  assert.equal(
    losses.filter((each) => each.loss.includes('becomes')),
    ['data_7', 'loop_'].map((run) => ({ item: `10001/${run} annotation 100 at 10.000 Å`, loss })),
  );
});

test('star: voltages that one run of a table lacks are lost by all of its runs, which says so', async () => {
  const some = join(directory, 'some-voltages');
  const without = madeRun(points.slice(0, 2), { run: 'TS_2' });
  for (const path of Object.keys(without)) if (path.includes('/TiltSeries/')) delete without[path];
  await writeTree(some, { ...madeRun(points.slice(0, 2)), ...without });
  const { losses } = await exportTree(some, join(directory, 'some-star'), 'star');
  assert.equal(
    losses
      .filter(({ loss }) => loss.startsWith('voltage'))
      .map(({ item, loss }) => [item.slice(6, 10), loss]),
    [
      ['TS_1', 'voltage and aberration are left out: another run of the table lacks them'],
      ['TS_2', 'voltage and aberration are left out: no tilt series has them'],
    ],
  );
});

test('relion5: the microscope is that of the tilt series of the alignment, not of the first one', async () => {
  const two = join(directory, 'two-series');
  const files = madeRun(points.slice(0, 2));
  const series = '10001/TS_1/TiltSeries/100/tiltseries_metadata.json';
  const alignment = '10001/TS_1/Alignments/100/alignment_metadata.json';
  const second = series.replace('100/', '101/');
  files[second] = files[series];
  files[series] = { ...(files[series] as object), acceleration_voltage: 200_000 };
  files[alignment] = { ...(files[alignment] as object), tiltseries_path: second };
  await writeTree(two, files);
  const out = join(directory, 'two-series-out');
  await exportTree(two, out, 'relion5', { volumes: 'none' });
  assert.match(await readFile(join(out, 'tomograms.star'), 'utf8'), '\nTS_1 300 2.7 ');
  assert.match(await readFile(join(out, 'particles.star'), 'utf8'), '\n1 opticsGroup1 300 2.7 ');
});

test('csv: rows end in names of any length', async () => {
  for (const object of ['a', 'b'.repeat(100), 'é'.repeat(60), 'é'.repeat(300)]) {
    const [named, out] = [join(directory, `named-${object.length}`), join(directory, `out-${object.length}`)];
    await writeTree(named, madeRun(points.slice(0, 2), { object }));
    await exportTree(named, out, 'csv');
    const rows = (await readFile(join(out, 'points.csv'), 'utf8')).trimEnd().split('\n').slice(1);
    assert.is(rows.length, 2);
    for (const row of rows)
      assert.ok(row.endsWith(`,10001,TS_1,10.000,100,${object},GO:0022626,OrientedPoint`));
  }
});

test('an aborted export writes no further file', async () => {
  const where = { tree: createLocalStorage(tree), target: null, isFlat: false, volumes: 'none' } as const;
  const out = new ExportOutput('OUT', { ...where, signal: AbortSignal.abort() });
  const error = await out.file('tomograms.star', () => ['']).catch((cause) => cause);
  assert.is(error.name, 'AbortError');
  assert.is(out.files.size, 0);
});

test.run();
