import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { dynamoTable } from '../support/build-particles.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('headers and columns of tables');

async function read(text: string, options: Partial<PointOptions> = {}) {
  const [warnings, chosen]: [string[], string[]] = [[], []];
  const points = await pointsOf(text, 'point', {
    format: 'auto',
    warn: (message) => warnings.push(message),
    chosen: (format) => chosen.push(format),
    ...options,
  });
  const at = points.map(({ location: { x, y, z } }) => [x, y, z]);
  return { at, warnings, chosen };
}

test('auto takes a header that names x, y and z in this order', async () => {
  for (const header of [
    'x,y,z',
    '"X","Y","Z",score',
    'x_coord,y_coord,z_coord',
    'coordinate_x,coordinate_y,coordinate_z',
    'pos_x, pos_y, pos_z',
    'X [A],Y [A],Z [A]',
    'x (px),y (px),z (px)',
    'centerX,centerY,centerZ',
    'rlnCoordinateX,rlnCoordinateY,rlnCoordinateZ',
  ]) {
    const row = header.includes('score') ? '1,2,3,4' : '1,2,3';
    assert.equal(await read(`${header}\n${row}\n`), {
      at: [[1, 2, 3]],
      warnings: [],
      chosen: ['csv_with_header'],
    });
    assert.equal(await read(`${header}\n${row}\n`.replaceAll(',', '\t')), {
      at: [[1, 2, 3]],
      warnings: [],
      chosen: ['tsv_with_header'],
    });
  }
});

test('the unit that a header names is the pixel size of the coordinates; quotes are no part of numbers', async () => {
  const sizeOf = async (header: string) => {
    const sizes: unknown[] = [];
    await read(`${header}\n"1","2","3"\n`, {
      format: 'csv_with_header',
      pixelSize: (...size) => sizes.push(size),
    });
    return sizes;
  };
  assert.equal(await sizeOf('X [A],Y [A],Z [A]'), [[1, 'X [A]']]);
  assert.equal(await sizeOf('"x (Å)","y (Å)","z (Å)"'), [[1, 'x (Å)']]);
  assert.equal(await sizeOf('x_nm,y_nm,z_nm'), [[10, 'x_nm']]);
  assert.equal(await sizeOf('xAngst,yAngst,zAngst'), [[1, 'xAngst']]);
  assert.equal(await sizeOf('x_A,y_A,z_A'), [[1, 'x_A']]);
  assert.equal(await sizeOf('x_a,y_a,z_a'), []);
  for (const header of [
    'x,y,z',
    'x_cm,y_cm,z_cm',
    'x (px),y (px),z (px)',
    'x_coord,y_coord,z_coord',
    'X [A],Y [nm],Z [A]',
  ])
    assert.equal(await sizeOf(header), [], header);
});

test('a table with semicolons is refused with the delimiter to set', async () => {
  for (const text of ['x;y;z\n1;2;3\n', '1;2;3\n']) {
    const { hint } = await errorOf(() => read(text));
    assert.match(hint ?? '', "with delimiter: ';'");
  }
  assert.equal((await read('x;y;z\n1;2;3\n', { format: 'csv_with_header', delimiter: ';' })).at, [[1, 2, 3]]);
});

test('auto refuses other headers and says what csv_with_header would take', async () => {
  for (const header of [
    ',x,y,z',
    'index,axis-0,axis-1',
    'index,axis-0,axis-1,axis-2,axis-3',
    'z,y,x',
    'CCC,reserved,reserved,pIndex',
    'rlnCenteredCoordinateXAngst,rlnCenteredCoordinateYAngst,rlnCenteredCoordinateZAngst',
  ]) {
    const row = header.split(',').map((_, index) => index);
    const error = await errorOf(() => read(`${header}\n${row}\n`));
    assert.is(error.message, 'cannot identify the format of the points', header);
    assert.is(
      error.hint,
      `the first line, ${header.slice(0, 80)}, does not begin with x, y and z; csv_with_header takes the first three columns: set file_format if that is meant`,
    );
    const tabs = await errorOf(() => read(`${header}\n${row}\n`.replaceAll(',', '\t')));
    assert.match(tabs.hint ?? '', '; tsv_with_header takes the first three columns', header);
  }
});

test('napari writes an index, then z, y and x', async () => {
  const text = 'index,axis-0,axis-1,axis-2,label\n0.0,30.5,20.0,10.0,a\n1.0,3.0,2.0,1.0,\n';
  const { at, chosen } = await read(text, { binning: 2 });
  assert.equal(
    [at, chosen],
    [
      [
        [5, 10, 15.25],
        [0.5, 1, 1.5],
      ],
      ['napari_csv'],
    ],
  );
  for (const header of ['index,axis-0,axis-1', 'index,axis-0,axis-1,axis-2,axis-3', 'axis-0,axis-1,axis-2']) {
    const row = header.split(',').map(() => 4);
    const error = await errorOf(() => read(`${header}\n${row}\n`, { format: 'napari_csv' }));
    assert.equal([error.message, error.line, error.found], ['not points of napari', 1, header]);
  }
  const error = await errorOf(() => read(text, { format: 'csv_with_header' }));
  assert.match(error.hint ?? '', /^this looks like napari_csv: set file_format to it/);
});

test('csv_with_header warns of a header that has x, y and z in another order', async () => {
  const options = { format: 'csv_with_header' };
  const warning = (taken: string, order: string, places: string) => [
    `picks: the first three columns (${taken}) are taken as ${order}, but the header has x, y and z in columns ${places}`,
  ];
  assert.equal((await read('z,y,x\n1,2,3\n', options)).warnings, warning('z, y, x', 'x, y, z', '3, 2, 1'));
  assert.equal((await read('z,y,x\n1,2,3\n', { ...options, order: 'zyx' })).warnings, []);
  assert.equal(
    (await read('x,y,z\n1,2,3\n', { ...options, order: 'zyx' })).warnings,
    warning('x, y, z', 'z, y, x', '1, 2, 3'),
  );
  assert.equal((await read('a,b,c\n1,2,3\n', options)).warnings, []);
  // As the portal's ingestion, which does not look at names.
  const portal = await read(',x,y,z\n0,1,2,3\n', { ...options, compatible: 'portal' });
  assert.equal([portal.at, portal.warnings], [[[0, 1, 2]], warning(', x, y', 'x, y, z', '2, 3, 4')]);
});

test('csv_with_header refuses a header whose first columns are not coordinates', async () => {
  for (const [header, found] of [
    ['CCC,reserved,reserved,pIndex', 'CCC, reserved, reserved'],
    [',x,y,z', ', x, y; x, y and z are columns 2, 3, 4'],
    ['IDs,X [A],Y [A],Z [A]', 'IDs, X [A], Y [A]; x, y and z are columns 2, 3, 4'],
    ['index,axis-0,axis-1,axis-2', 'index, axis-0, axis-1'],
  ] as const) {
    const error = await errorOf(() => read(`${header}\n0.5,0,0,1\n`, { format: 'csv_with_header' }));
    assert.equal(
      [error.message, error.line, error.expected, error.found],
      ['the first three columns are not coordinates', 1, 'columns named x, y, z first', found],
    );
  }
  const peet = await errorOf(() => read('CCC,reserved,reserved\n1,0,0\n', { format: 'csv_with_header' }));
  assert.match(peet.hint ?? '', 'use its model (.mod)');
});

test('a motive list in CSV, as DeePiCt writes it, is no table of coordinates', async () => {
  const text = `0.9${',0'.repeat(6)},10,20,30${',0'.repeat(9)},1\n`;
  const error = await errorOf(() => read(text));
  assert.match(
    error.hint ?? '',
    /20 numbers, as a motive list with x, y, z in columns 8 to 10; write these as a table/,
  );
  const { warnings } = await read(text, { format: 'csv' });
  assert.match(
    warnings.join(),
    /first three of 20 columns .* looks like a motive list with x, y, z in columns 8 to 10/,
  );
});

test('a Dynamo table with tabs or commas is no table of coordinates', async () => {
  const text = dynamoTable([{ at: [1, 2, 3] }]);
  const [tabs, commas] = [text.replaceAll(' ', '\t'), text.replaceAll(' ', ',')];
  assert.equal(await read(tabs), { at: [[1, 2, 3]], warnings: [], chosen: ['dynamo_tbl'] });
  const error = await errorOf(() => read(commas));
  assert.match(error.message, /cannot identify/);
  assert.match(error.hint ?? '', /35 numbers, as a Dynamo table with commas/);
  for (const [format, table, count] of [
    ['tsv', tabs, 1],
    ['csv', commas, 1],
    ['csv_with_header', commas, 0],
  ] as const) {
    const { at, warnings } = await read(table, { format });
    assert.is(at.length, count);
    assert.match(
      warnings.join('\n'),
      /35 columns are taken as coordinates, but this looks like a Dynamo/,
      format,
    );
  }
  assert.match((await errorOf(() => read(tabs, { format: 'csv', delimiter: '\t' }))).message, /looks like/);
});

test('a list of template matching of emClarity is no table of Dynamo', async () => {
  // A row as its BH_templateSearch3d.m prints it: score, sampling, …, x y z, three angles, a rotation matrix, class.
  const row =
    '9.31 6 0 1 1 1 1 1 1 0 612.000000 348.000000 96.000000 30 0 0 0.866025 0.500000 0.000000 -0.500000 0.866025 0.000000 0.000000 0.000000 1.000000 1 \n';
  for (const format of ['auto', 'dynamo_tbl']) {
    const { message, hint, line } = await errorOf(() => read(row, { format }));
    assert.equal([message, line], ['not a table of Dynamo', 1], format);
    assert.match(hint ?? '', 'the model (.mod) that emClarity writes beside it');
  }
  const { message } = await errorOf(() => read(row, { format: 'coords' }));
  assert.is(message, 'not coords: this looks like dynamo_tbl');
});

test('a class before x, y and z is a warning', async () => {
  const rows = [
    [1, 420, 310, 80],
    [2, 97, 222, 61],
    [1, 33, 310, 95],
    [1, 78, 64, 102],
    [2, 9, 301, 44],
  ];
  const spell = (table: readonly (readonly number[])[], delimiter: string) =>
    table.map((row) => `${row.join(delimiter)}\n`).join('');
  for (const [format, delimiter] of [
    ['auto', '\t'],
    ['tsv', '\t'],
    ['csv', ','],
    ['coords', ' '],
  ] as const) {
    const { warnings } = await read(spell(rows, delimiter), { format });
    assert.match(warnings.join('\n'), /taken as x, y and z, but the first looks like a class/, format);
  }
  // Scores and numbers of filaments behind the coordinates, and a table that names its columns.
  const scored = rows.map(([id, x, y, z]) => [x ?? 0, y ?? 0, z ?? 0, (id ?? 0) / 4]);
  const filaments = rows.map(([id, x, y, z]) => [x ?? 0, y ?? 0, z ?? 0, id ?? 0]);
  for (const table of [scored, filaments]) assert.equal((await read(spell(table, '\t'))).warnings, []);
  const headed = `x,y,z,score\n${spell(rows, ',')}`;
  assert.equal((await read(headed)).warnings, []);
});

test('TARDIS: columns by the names of the header', async () => {
  const tardis = (text: string, format = 'auto') => pointsOf(text, 'instancePoint', { format });
  const expected = [{ type: 'instancePoint', location: { x: 1, y: 2, z: 3 }, instanceId: 7 }];
  assert.equal(await tardis('X [A],Y [A],Z [A],IDs\n1,2,3,7\n'), expected);
  assert.equal(await tardis('"IDs","Z [A]","Y [A]","X [A]"\n7,3,2,1\n'), expected);
  assert.equal(await tardis('id,Score,x,y,z\n7,0,1,2,3\n'), expected);
  assert.equal(await tardis('contour,IDs,X [A],Y [A],Z [A]\n5,7,1,2,3\n', 'tardis'), expected);
  const ambiguous = await errorOf(() => tardis('object,contour,filament,x,y,z\n1,5,7,1,2,3\n', 'tardis'));
  assert.is(ambiguous.expected, 'one column that numbers objects: IDs');
  const plain = await pointsOf('x,y,z,filament\n1,2,3,7\n', 'point', { format: 'auto' });
  assert.equal(
    plain.map(({ location }) => location),
    [{ x: 1, y: 2, z: 3 }],
  );
  assert.equal(await tardis('a,b,c,d\n7,1,2,3\n', 'tardis'), expected);
  const error = await errorOf(() => tardis('X,Y,Z,IDs\n1,2,3,0.5\n'));
  assert.is(error.expected, 'a whole number in field 4');
});

test.run();
