import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longOf } from '../support/long.js';
import { relionTable } from '../support/relion-table.js';
import { composed, files, runs, volume } from './support/composed.js';

const test = suite('points of several objects or runs in one file');
const long = longOf(test);

test('boxes of EMAN2 are an annotation for each class', async () => {
  const content = files();
  const classes = '{"0": {"boxsize": 32, "name": "ribosome"}, "1": {"boxsize": 8, "name": "vault"}}';
  for (const run of runs) {
    delete content[`site/picks/${run}.csv`];
    const boxes = '[[1, 2, 3, "tomobox", 0, 0], [2, 3, 4, "tomobox", 0, 1]]';
    content[`site/picks/${run}_info.json`] = `{"boxes_3d": ${boxes}, "class_list": ${classes}, "name": "a"}`;
  }
  const { config } = await composed(content);
  assert.equal(
    [...config.matchAll(/filter_value: (\S+)/g)].map(([, name]) => name),
    ['ribosome', 'vault'],
  );
  assert.match(config, 'name: cytosolic ribosome # after the names of the files');
});

test('points whose header names a unit are divided by the voxel spacing in it', async () => {
  const content = files();
  for (const run of runs) {
    content[`site/picks/${run}.csv`] = 'x (nm),y (nm),z (nm)\n1,2,3\n';
    content[`site/volumes/${run}_rec.mrc`] = volume([9, 4, 4], { voxelSize: 7.84 });
    delete content[`site/volumes/${run}_denoised.mrc`];
  }
  const { config } = await composed(content);
  assert.match(config, 'binning: 0.784 # coordinates are divided by it: 7.84 Å a voxel, 10 Å a pixel');
});

test('points and meshes whose name has a unit are divided by the voxel spacing in it', async () => {
  const stl =
    'solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 1\nendloop\nendfacet\nendsolid a\n';
  const names = ['a_angstrom.csv', 'b_nm.csv', 'gold_10_nm.csv', 'NM.csv', 'nm_voxels.csv'];
  const { config } = await composed({
    ...files(),
    ...Object.fromEntries(
      ['lam_1', 'lam_2', 'lam_10'].flatMap((run) => [
        ...names.map((name, at) => [`site/more/${run}_${name}`, `${at},2,3\n2,3,4\n`]),
        [`site/more/${run}_c_nm.stl`, stl],
      ]),
    ),
  });
  const found = [
    ...config.matchAll(/glob_string: .*more\/\{run_name\}_(.*)\n +(?:(?:binning|scale_factor): (\S+))?/g),
  ];
  assert.equal(
    found.map(([, name, by]) => [name, by]),
    [
      // Initials.
      ['NM.csv', undefined],
      ['b_nm.csv', '0.8'],
      ['c_nm.stl', '1.25'],
      ['nm_voxels.csv', undefined],
      ['a_angstrom.csv', '8'],
    ],
  );
  assert.match(config, 'glob_string: more/{run_name}_gold_10_nm.csv');
  // Nearly a nanometre.
  const near = files();
  for (const run of runs) {
    near[`site/volumes/${run}_rec.mrc`] = volume([9, 4, 4], { voxelSize: 10.08 });
    delete near[`site/volumes/${run}_denoised.mrc`];
    near[`site/more/${run}_nm.csv`] = '1,2,3\n2,3,4\n';
  }
  assert.match((await composed(near)).config, /_nm\.csv\n +binning: 1\.008 /);
});

test('points of RELION 3 are divided by the voxel spacing in pixels of the detector by the magnification', async () => {
  const binningOf = async (
    columns: readonly string[],
    rows: readonly string[],
    more: readonly string[] = [],
  ) => {
    const names = [...['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`), ...columns, ...more];
    const content = files();
    for (const run of runs) {
      delete content[`site/picks/${run}.csv`];
      content[`site/picks/${run}.star`] =
        `data_\n\nloop_\n${names.map((name) => `_${name}\n`).join('')}${rows.join('\n')}`;
    }
    const { config } = await composed(content);
    return /glob_string: picks\/\{run_name\}\.star\n(?: +binning: (.*))?/.exec(config)?.[1] ?? null;
  };
  const columns = ['rlnDetectorPixelSize', 'rlnMagnification'];
  const why = '# coordinates are divided by it: 8 Å a voxel, 4 Å a pixel';
  assert.is(await binningOf(columns, ['2 3 4 5 12500', '3 4 5 5 12500']), `2 ${why}`);
  assert.is(await binningOf(columns, ['2 3 4 5 12500 a.rec'], ['rlnTomoName']), `2 ${why}`);
  assert.is(await binningOf(columns, ['2 3 4 5 0']), null);
  assert.is(await binningOf(['rlnDetectorPixelSize'], ['2 3 4 5']), null);
  // Of several sizes, the one of which voxels are whole multiples.
  assert.is(await binningOf(columns, ['2 3 4 5 12500', '2 3 4 5 9000']), `2 ${why}`);
});

test('a table whose header names z, y and x in this order is read in it', async () => {
  for (const [extension, header, binning] of [
    ['csv', 'z,y,x', null],
    ['csv', 'Z (nm),Y (nm),X (nm),score', '0.8'],
    ['tsv', 'z\ty\tx', null],
  ] as const) {
    const content = files();
    for (const run of runs) {
      delete content[`site/picks/${run}.csv`];
      const delimiter = extension === 'csv' ? ',' : '\t';
      const row = ['8', '2.5', '1', '0.7'].slice(0, header.split(delimiter).length).join(delimiter);
      content[`site/picks/${run}.${extension}`] = `${header}\n${row}\n`;
    }
    const { config, unused, issues } = await composed(content);
    assert.equal(unused, []);
    assert.match(
      config,
      new RegExp(
        `file_format: ${extension}_with_header\n +columns: zyx # as the header names them\n +glob_string: picks/\\{run_name\\}\\.${extension}\n`,
      ),
    );
    assert.is(/glob_string: picks.*\n +binning: (\S+)/.exec(config)?.[1] ?? null, binning);
    assert.equal(
      issues.filter(({ code }) => code !== 'PLACEHOLDER_LEFT'),
      [],
    );
  }
});

test('a table with an id is in Å only if it is of TARDIS, or says so', async () => {
  const binningOf = async (header: string) => {
    const content = files();
    for (const run of runs) {
      content[`site/picks/${run}.csv`] = `${header}\n1,2,3,4\n`;
      delete content[`site/volumes/${run}_denoised.mrc`];
    }
    return /file_format: tardis[\s\S]*?binning: (\S+)/.exec((await composed(content)).config)?.[1] ?? null;
  };
  assert.is(await binningOf('IDs,X [A],Y [A],Z [A]'), '8');
  assert.is(await binningOf('IDs,X,Y,Z'), '8');
  assert.is(await binningOf('id,x_A,y_A,z_A'), '8');
  assert.is(await binningOf('id,x_nm,y_nm,z_nm'), '0.8');
  assert.is(await binningOf('id,x,y,z'), null);
  assert.is(await binningOf('x,y,z,ID'), null);
  assert.is(await binningOf('s_id,x_nm,y_nm,z_nm'), '0.8');
  assert.is(await binningOf('x_A,y_A,z_A,filament'), '8');
});

test('points behind other columns are left out with what to do, as are those with two numbers of objects', async () => {
  const content = files();
  const reasonOf = async (text: string) => {
    for (const run of runs) content[`site/picks/${run}.csv`] = text;
    const { unused } = await composed(content);
    return unused.find(({ path }) => path.startsWith('site/picks/'))?.reason;
  };
  const wanted =
    'table of points that does not begin with x, y, z: write these columns first, or before them one that numbers objects (s_id)';
  assert.is(await reasonOf('score,x,y,z\n0.5,1,2,3\n'), wanted);
  assert.is(await reasonOf('object_id,contour,x,y,z\n1,1,1,2,3\n'), wanted);
  assert.is(await reasonOf('object_id,x,y,z\nribosome,1,2,3\n'), wanted);
  assert.is(await reasonOf('score;x;y;z\n0.5;1;2;3\n'), wanted);
  assert.match((await reasonOf('X;Y;Z\n1,5;2;3\n')) ?? '', 'decimal commas');
  assert.is(await reasonOf('object_id,x,y,z\n1,1,2,3\n'), undefined);
});

test('picks of two programs under one name are two annotations, those of one program in two formats are one', async () => {
  const angles = ['AngleRot', 'AngleTilt', 'AnglePsi'];
  const annotationsOf = async (...rows: string[]) => {
    const content = files();
    for (const run of runs) {
      delete content[`site/picks/${run}.csv`];
      content[`site/picks/${run}.coords`] = '1 2 3\n2 3 4\n3 3 3\n';
      content[`site/picks/${run}.star`] = relionTable(rows, angles);
    }
    const { config } = await composed(content);
    return [...config.matchAll(/annotation_ingest_id: (picks\S+)[\s\S]*?file_format: (\S+)/g)].map(
      ([, ...of]) => of,
    );
  };
  assert.equal(await annotationsOf('1.4 2 3 0 9 0', '2 3 4.2 0 9 0'), [['picks-1', 'relion3_star']]);
  assert.equal(await annotationsOf('30 10 20 0 9 0', '9 9 9 0 9 0'), [
    ['picks-1', 'relion3_star'],
    ['picks-2', 'coords'],
  ]);
});

test('picks of two programs are told apart by the runs that both have', async () => {
  const content: Record<string, string | Uint8Array> = {};
  const names = Array.from({ length: 18 }, (_, at) => `lam_${at + 10}`);
  for (const [at, run] of names.entries()) {
    content[`site/tomograms/${run}.mrc`] = volume([9, 4, 4], {});
    content[`site/picks/${run}.star`] = relionTable(['30 10 20', '9 9 9']);
    // Samples of one group are of even runs, of the other of odd ones.
    if (at > 0) content[`site/picks/${run}.coords`] = '1 2 3\n2 3 4\n';
  }
  const { config } = await composed(content);
  assert.equal(
    [...config.matchAll(/file_format: (relion3_star|coords)/g)].map(([, name]) => name),
    ['relion3_star', 'coords'],
  );
});

/** The tables of annotations with their comments, and the reasons of those that are left out, by `tables` of each run. */
async function tablesUsed(tables: Readonly<Record<string, string>>) {
  const content = files();
  for (const run of runs) {
    delete content[`site/picks/${run}.csv`];
    delete content[`site/labels/${run}_membrane.mrc`];
    for (const [name, text] of Object.entries(tables)) content[`site/${name.replace('{run}', run)}`] = text;
  }
  const { config, unused } = await composed(content);
  const comments = [...config.slice(config.indexOf('\nannotations:')).matchAll(/^ {2}# (.*)$/gm)];
  return {
    used: comments.map(([, comment = '']) => comment.replaceAll('{run_name}', '{run}')).sort(),
    reasons: [...new Set(unused.map(({ reason }) => reason))],
  };
}

test('tables of the same points are one annotation, which lists the others', async () => {
  const rows = ['1.25 2 3', '2 3 4.5', '3 1 2'];
  const csv = rows.map((row) => row.replaceAll(' ', ',')).join('\n');
  const star = relionTable(rows);
  const copied = 'picks/{run}.star; the same points are in picks/{run}.csv';
  assert.equal(await tablesUsed({ 'picks/{run}.csv': csv, 'picks/{run}.star': star }), {
    used: [copied],
    reasons: ['the same points as picks/{run_name}.star, which is used'],
  });
  for (const other of [
    csv.replace('1.25', '1'),
    csv.split('\n').reverse().join('\n'),
    `z,y,x\n${rows.map((row) => row.split(' ').reverse().join()).join('\n')}`,
  ])
    assert.equal((await tablesUsed({ 'picks/{run}.csv': other, 'picks/{run}.star': star })).used, [copied]);
  const several = {
    'relion/particles_{run}.star': star,
    'relion/particles_{run}_copy.star': star,
    'picks/{run}.csv': csv,
  };
  assert.equal((await tablesUsed(several)).used, [
    'relion/particles_{run}.star; the same points are in picks/{run}.csv, relion/particles_{run}_copy.star',
  ]);
  assert.equal((await tablesUsed({ 'particles.star': star, 'particles_copy.star': star })).used, [
    'particles.star; the same points are in particles_copy.star',
  ]);
});

test('a table of the points of all runs is the same as one of each, if no point is in one of them only', async () => {
  const content: Record<string, string | Uint8Array> = {};
  for (const [index, run] of runs.entries()) {
    content[`rec/${run}.rec`] = volume([9, 4, 4], {});
    content[`picks/${run}_ribosome.csv`] = `x,y,z\n${index},1,2\n3,${index},4\n`;
  }
  const rows = runs.flatMap((run, index) => [`${run} ${index} 1 2`, `${run} 3 ${index} 4`]);
  const columns = ['MicrographName', ...['X', 'Y', 'Z'].map((axis) => `Coordinate${axis}`)];
  const of = async (some: readonly string[]) => {
    const head = columns.map((column) => `_rln${column}\n`).join('');
    const table = `data_\n\nloop_\n${head}${some.join('\n')}\n`;
    const { config, unused } = await composed({ ...content, 'picks/all_ribosome.star': table });
    const used = [...config.matchAll(/glob_string: (.*)\n/g)].map(([, glob]) => glob).sort();
    return { used, reasons: [...new Set(unused.map(({ reason }) => reason))] };
  };
  assert.equal(await of(rows), {
    used: ['picks/all_ribosome.star'],
    reasons: ['the same points as picks/all_ribosome.star, which is used'],
  });
  for (const others of [rows.slice(1), [...rows, `${runs[0]} 2 2 2`], rows.with(0, `${runs[0]} 0 3 2`)])
    assert.equal(await of(others), {
      used: ['picks/all_ribosome.star', 'picks/{run_name}_ribosome.csv'],
      reasons: [],
    });
});

test('tables of other points, objects, people or pixels are annotations of their own', async () => {
  const csv = '1,2,3\n2,3,4\n';
  for (const [name, text] of [
    ['picks/{run}.star', relionTable(['1 2 3'])],
    ['picks/{run}.star', relionTable(['1 2 3', '2 3 5'])],
    ['picks/{run}_vault.star', relionTable(['1 2 3', '2 3 4'])],
    ['ada/{run}.star', relionTable(['1 2 3', '2 3 4'])],
    ['picks/{run}_bin4.csv', csv],
  ] as const) {
    const { used, reasons } = await tablesUsed({ 'picks/{run}.csv': csv, [name]: text });
    assert.equal([used, reasons], [['picks/{run}.csv', name].sort(), []], name);
  }
});

long('as many picks as a file of 1 MiB holds are an annotation', async () => {
  const content = files();
  for (const run of runs) {
    delete content[`site/picks/${run}.csv`];
    content[`site/picks/${run}.coords`] = '1 2 3\n'.repeat(170_000);
  }
  const { config, unused } = await composed(content);
  assert.match(config, 'file_format: coords');
  assert.is(
    unused.find(({ path }) => path.endsWith('.coords')),
    undefined,
  );
});

test('boxes of EMAN2 keep their classes behind many boxes, and objects of DeepFinder theirs', async () => {
  const boxes = Array.from({ length: 4000 }, (_, at) => `[${at % 30}, 2, 3, "manual", 0, ${at % 2}]`);
  const classes = '{"0": {"name": "ribosome"}, "1": {"name": "vault"}}';
  const object = (label: number, tomogram: number) =>
    `<object tomo_idx="${tomogram}" class_label="${label}" x="1.000" y="2.000" z="3.000"/>\n`;
  const objects = (tomogram: number) =>
    `<objlist>\n${object(2, tomogram).repeat(1200)}${object(10, tomogram)}</objlist>\n`;
  const single = objects(0).replaceAll('"', "'").replaceAll('class_label=', 'class_label = ');
  for (const [file, text, expected] of [
    ['info.json', `{"boxes_3d": [${boxes}], "class_list": ${classes}}`, ['ribosome', 'vault']],
    ['objl.xml', objects(0), ['2', '10']],
    ['objl.xml', single, ['2', '10']],
  ] as const) {
    const content = files();
    for (const run of runs) {
      delete content[`site/picks/${run}.csv`];
      content[`site/picks/${run}_${file}`] = text;
    }
    const { config } = await composed(content);
    const filters = [...config.matchAll(/filter_value: ['"]?([^\s'"]+)/g)].map(([, name]) => name);
    assert.equal(filters, expected, file);
  }
  const content = files();
  for (const run of runs) delete content[`site/picks/${run}.csv`];
  content['site/picks/objl.xml'] = `<objlist>${object(2, 0)}${object(2, 1)}</objlist>`;
  const { placeholders } = await composed(content);
  const [wanted] = placeholders.filter(({ path }) => path.endsWith('filter_value'));
  assert.match(
    wanted?.wanted ?? '',
    /^@ and number of the run's tomogram in the table, such as '@\{tomogram\}'/,
  );
});

test('a list of Dynamo names tomograms in its paths, not in its numbers', async () => {
  const content = Object.fromEntries(
    Object.entries(files()).flatMap(([path, text]) =>
      path.endsWith('.csv') ? [] : [[path.replace('lam_', ''), text]],
    ),
  );
  const row = (number: number) => `1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ${number} 0 0 0 2 2 2\n`;
  content['site/picks/crop.tbl'] = [1, 2, 10].map(row).join('');
  content['site/picks/crop.doc'] = '1 /data/rec_10.mrc\n2 /data/rec_1.mrc\n10 /data/rec_2.mrc\n';
  const { config, runs: found } = await composed(content);
  assert.equal(found, ['1', '10', '2']);
  assert.match(config, /filter_value: "?rec_\{run_name\}/);
});

test('a motive list of STOPGAP for each run asks for its number, without which no row is read', async () => {
  const columns = ['motl_idx', 'tomo_num', 'object', 'subtomo_num', 'halfset', 'orig_x', 'orig_y', 'orig_z'];
  const more = ['score', 'x_shift', 'y_shift', 'z_shift', 'phi', 'psi', 'the', 'class'];
  const header = [...columns, ...more].map((name) => `_${name}\n`).join('');
  const content = files();
  for (const [at, run] of runs.entries()) {
    delete content[`site/picks/${run}.csv`];
    content[`site/picks/${run}_motl.star`] =
      `\ndata_stopgap_motivelist\n\nloop_\n${header}1 ${at + 7} 1 1 A 2 2 2 0.5 0 0 0 10 20 30 1\n`;
  }
  const { placeholders } = await composed(content);
  const [wanted, ...others] = placeholders.filter(({ path }) => path.endsWith('filter_value'));
  assert.match(wanted?.wanted ?? '', /^number of the run's tomogram in the table, such as '\{tomogram\}'/);
  assert.equal(others, []);
});

test('motive lists in CSV are left out, with the columns of their coordinates', async () => {
  const content = files();
  for (const run of runs)
    content[`site/picks/${run}.csv`] = `0.9${',0'.repeat(6)},1,2,3${',0'.repeat(9)},1\n`;
  const { unused, config } = await composed(content);
  const reason =
    'motive list of 20 columns (CSV), which has no reader: write its columns 8 to 10, x, y, z, as a table';
  assert.equal(
    unused.filter(({ path }) => path.startsWith('site/picks')).map((file) => file.reason),
    runs.map(() => reason),
  );
  assert.not.match(config, /picks/);
});

test('a table of the points of all runs says that nothing reads it', async () => {
  const content = files();
  content['site/picks/all.csv'] =
    `run_name,x,y,z\n${runs.map((run) => `${run},1,2,3\n${run},2,3,4\n`).join('')}`;
  const { unused, config } = await composed(content);
  assert.equal(
    unused.map(({ path, reason }) => [path, reason]),
    [
      [
        'site/picks/all.csv',
        'points of all runs in one table, which has no reader: write a table for each run',
      ],
    ],
  );
  assert.not.match(config, /run_data_map_file: picks/);
});

test.run();
