import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { PointOptions, Rotation, Vector } from '../../../src/formats/points/point.js';
import { buildMotiveList, dynamoTable } from '../support/build-particles.js';
import { seededIntegers } from '../support/mangle.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('particles of other programs');

type Triple = readonly [number, number, number];

const table = (block: string, columns: readonly string[], rows: readonly string[]) =>
  [
    '',
    `data_${block}`,
    '',
    'loop_ ',
    ...columns.map((name, index) => `_${name} #${index + 1} `),
    ...rows,
    '',
  ].join('\n');
const xyz = (spell: (axis: string) => string) => ['X', 'Y', 'Z'].map(spell);
const coordinates = xyz((axis) => `rlnCoordinate${axis}`);
const centred = xyz((axis) => `rlnCenteredCoordinate${axis}Angst`);
const origins = xyz((axis) => `rlnOrigin${axis}Angst`);
const angles = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const subtomogram = ['Rot', 'Tilt', 'Psi'].map((angle) => `rlnTomoSubtomogram${angle}`);

async function read(contents: string | Uint8Array, options: PointOptions) {
  const warnings: string[] = [];
  const points = await pointsOf(contents, 'orientedPoint', {
    ...options,
    warn: (message) => warnings.push(message),
  });
  return points.map((point) => {
    if (point.type !== 'orientedPoint') throw new Error('expected an oriented point');
    const { x, y, z } = point.location;
    return { at: [x, y, z], rotation: point.rotation, warnings };
  });
}

function close(found: readonly number[], expected: readonly number[], tolerance = 1e-6, place = ''): void {
  assert.is(found.length, expected.length);
  for (const [index, value] of found.entries()) {
    const wanted = expected[index] as number;
    assert.ok(Math.abs(value - wanted) <= tolerance, `${place} [${index}]: ${value}, not ${wanted}`);
  }
}

const trigonometry = (degrees: Triple) =>
  degrees.flatMap((angle) => [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];

/** Entries of Euler::anglesToMatrix3 in RELION's Euler_angles_relion.h. */
function relionFormula(degrees: Triple): number[] {
  const [sp, cp, st, ct, sc, cc] = trigonometry(degrees);
  return [
    cc * ct * cp - sc * sp,
    cc * ct * sp + sc * cp,
    -cc * st,
    -sc * ct * cp - cc * sp,
    -sc * ct * sp + cc * cp,
    sc * st,
    st * cp,
    st * sp,
    ct,
  ];
}

/** Entries of EulerDynamo::anglesToMatrix3 in RELION's Euler_angles_dynamo.h: (Rz(a)·Rx(b)·Rz(c))ᵀ. */
function zxzFormula(degrees: Triple): number[] {
  const [sp, cp, st, ct, sc, cc] = trigonometry(degrees);
  return [
    cp * cc - sp * ct * sc,
    sp * cc + cp * ct * sc,
    st * sc,
    -cp * sc - sp * ct * cc,
    -sp * sc + cp * ct * cc,
    st * cc,
    sp * st,
    -cp * st,
    ct,
  ];
}

const multiply = (a: readonly number[], b: readonly number[]) =>
  [0, 3, 6].flatMap((row) =>
    [0, 1, 2].map((column) => [0, 1, 2].reduce((sum, k) => sum + a[row + k]! * b[3 * k + column]!, 0)),
  );

const key = (matrix: readonly number[]) => matrix.map((value) => Math.round(value * 1e6) || 0).join();

/** Angles that give each of the 24 orientations along the axes, and 20 random ones. */
function orientations(formula: (degrees: Triple) => number[]): Triple[] {
  const turns = [0, 90, 180, 270];
  const found = new Map<string, Triple>();
  for (const first of turns) {
    for (const second of turns) {
      for (const third of turns) {
        const degrees: Triple = [first, second, third];
        if (!found.has(key(formula(degrees)))) found.set(key(formula(degrees)), degrees);
      }
    }
  }
  assert.is(found.size, 24);
  const below = seededIntegers(11);
  const random = (): number => below(360_000) / 1000 - 180;
  return [...found.values(), ...Array.from({ length: 20 }, (): Triple => [random(), random(), random()])];
}

test('orientations of RELION are turned with their subtomogram', async () => {
  const list = orientations(relionFormula);
  const rows = list.map((own, index) => {
    const outer = list[(index * 7 + 3) % list.length] as Triple;
    return { own, outer, text: `1 2 3 0 0 0 ${own.join(' ')} ${outer.join(' ')}` };
  });
  const optics = table('optics', ['rlnImagePixelSize'], ['4']);
  const columns = [...coordinates, ...origins, ...angles, ...subtomogram];
  const text =
    optics +
    table(
      'particles',
      columns,
      rows.map((row) => row.text),
    );
  const points = await read(text, { format: 'relion4_star' });
  for (const [index, { own, outer }] of rows.entries()) {
    close(
      points[index]?.rotation ?? [],
      multiply(relionFormula(outer), relionFormula(own)),
      1e-6,
      `${index}`,
    );
  }
  assert.match(points[0]?.warnings.join() ?? '', /turned with their subtomograms/);
  const asPortal = await read(text, { format: 'relion4_star', compatible: 'portal' });
  for (const [index, { own }] of rows.entries()) close(asPortal[index]?.rotation ?? [], relionFormula(own));
  assert.equal(asPortal[0]?.warnings, []);
});

test('orientations of RELION 5 and RELION 3.1', async () => {
  const list = orientations(relionFormula);
  const outer = (index: number) => list[(index * 5 + 1) % list.length] as Triple;
  const relion5 =
    table('optics', ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize'], ['1 2']) +
    table(
      'particles',
      ['rlnTomoName', 'rlnOpticsGroup', ...centred, ...angles, ...subtomogram],
      list.map((own, index) => `TS_1 1 10 20 30 ${own.join(' ')} ${outer(index).join(' ')}`),
    );
  const extent = async () => [200, 400, 100] as const;
  const points = await read(relion5, { format: 'relion5_star', extent });
  assert.is(points.length, list.length);
  for (const [index, own] of list.entries()) {
    const expected = multiply(relionFormula(outer(index)), relionFormula(own));
    close(points[index]?.rotation ?? [], expected, 1e-6, `${index}`);
    close(points[index]?.at ?? [], [55, 110, 40]);
  }
  const relion31 =
    table('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], ['1 2']) +
    table(
      'particles',
      ['rlnMicrographName', 'rlnOpticsGroup', ...coordinates, ...angles],
      list.map((own) => `TS_1.tomostar 1 1 2 3 ${own.join(' ')}`),
    );
  for (const [index, { rotation }] of (await read(relion31, { format: 'relion31_star' })).entries())
    close(rotation ?? [], relionFormula(list[index] as Triple), 1e-6, `${index}`);
});

test('orientations of Dynamo', async () => {
  const list = orientations(zxzFormula);
  const text = dynamoTable(list.map((degrees) => ({ at: [1, 2, 3], angles: degrees })));
  const points = await read(text, { format: 'dynamo_tbl' });
  for (const [index, [tdrot, tilt, narot]] of list.entries()) {
    close(points[index]?.rotation ?? [], zxzFormula([narot, tilt, tdrot]), 1e-6, `${index}`);
  }
});

test('orientations of EM motive lists', async () => {
  const list = orientations(zxzFormula).map((degrees) => degrees.map(Math.fround) as unknown as Triple);
  const bytes = buildMotiveList(list.map((degrees) => ({ at: [1, 2, 3], angles: degrees })));
  const points = await read(bytes, { format: 'em_motl' });
  for (const [index, [phi, psi, theta]] of list.entries()) {
    close(points[index]?.rotation ?? [], zxzFormula([-phi, -theta, -psi]), 1e-6, `${index}`);
  }
});

test('Dynamo as dynamo_euler2matrix has it, which turns particles onto the template', async () => {
  // The result that a test of ABTT's Dynamo bindings records for this triple.
  const matrix = [0.811, -0.5165, -0.2747, 0.4516, 0.2544, 0.8552, -0.3718, -0.8177, 0.4396];
  const text = dynamoTable([{ at: [0, 0, 0], angles: [-155.55, 63.924, 197.81] }]);
  const [point] = await read(text, { format: 'dynamo_tbl' });
  const [a, b, c, d, e, f, g, h, i] = (point?.rotation ?? []) as unknown as Rotation;
  close([a, d, g, b, e, h, c, f, i], matrix, 6e-5);
});

test('rows of Dynamo tables that cryoCAT has in its tests', async () => {
  const lines = [
    '1 1 1 1.0651 1.1602 0.6847 144.13 -79.159 -180 0.1593 0 0 0 -50.01 43.99 0 0 0 0 2 2 1 0 507 548 167',
    '1 1 1 0.21 -0.26 -0.5 -2.6459 90 2.6459 0 0 0 1 -60 60 -60 60 0 0 1 1 0 0 781.5 254.5 219.5 0 0 0 0 0 1 0 0 0',
  ];
  const all = await read(lines.join('\n'), { format: 'dynamo_tbl' });
  close(all[0]?.at ?? [], [508.0651, 549.1602, 167.6847]);
  close(all[1]?.at ?? [], [781.71, 254.24, 219]);
  // cryoCAT: phi, theta, psi = −narot, −tilt, −tdrot, turned about z, x and z.
  close(all[0]?.rotation ?? [], zxzFormula([-180, -79.159, 144.13]), 1e-9);
  const tomograms = bytesOf('all.doc', '1 /data/TS_01.rec\n2   /data/bin 4/TS_02.rec\n');
  for (const [filter, count] of [
    ['2', 1],
    ['TS_02', 1],
    ['TS_01', 1],
    ['3', 0],
  ] as const) {
    const found = await read(lines.join('\n'), { format: 'dynamo_tbl', filter, tomograms });
    assert.is(found.length, count, filter);
  }
  const error = await errorOf(() => read(lines.join('\n'), { format: 'dynamo_tbl', filter: 'TS_1' }));
  assert.match(error.message, /filter_value cannot select/);
});

test('particles of a motive list that cryoCAT has in its tests', async () => {
  const particle = {
    at: [230 - 1 - 0.16980344, 201 - 1 - 0.1067353, 178 - 1 + 0.37041563],
    shift: [-0.16980344, -0.1067353, 0.37041563],
    angles: [49.1848984, 52.3078461, 128.0144348],
    tomogram: 160,
  } as const;
  for (const isBig of [false, true]) {
    const bytes = buildMotiveList([{ at: [0, 0, 0], tomogram: 2 }, particle], isBig);
    const [point, ...more] = await read(bytes, { format: 'em_motl', filter: '160' });
    assert.is(more.length, 0);
    close(point?.at ?? [], particle.at, 2e-5);
    const [phi, psi, theta] = particle.angles;
    close(point?.rotation ?? [], zxzFormula([-phi, -theta, -psi]), 1e-6);
  }
});

test('RELION 4 takes shifts within the subtomogram and the pixel size of the tilt series', async () => {
  const optics = table(
    'optics',
    ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'],
    ['1 1.35 2.7', '2 2.0 8.0'],
  );
  const columns = [...coordinates, ...origins, ...angles, ...subtomogram, 'rlnOpticsGroup'];
  const origin: Triple = [-3.75772, 4.342283, -3.75772];
  const turn: Triple = [174.931305, 90.261512, -129.54646];
  const row = (group: number) => `100 200 300 ${origin.join(' ')} 0 0 0 ${turn.join(' ')} ${group}`;
  const text = optics + table('particles', columns, [row(1), row(2)]);
  const [first, second] = await read(text, { format: 'relion4_star' });
  // A_sub · origin, from RELION's formula.
  const moved = [0.698737, 5.42561, 4.143775];
  close(
    first?.at ?? [],
    [100, 200, 300].map((value, axis) => value - (moved[axis] ?? 0) / 1.35),
    2e-6,
  );
  close(
    second?.at ?? [],
    [100, 200, 300].map((value, axis) => value - (moved[axis] ?? 0) / 2),
    2e-6,
  );
  const [asPortal] = await read(text, { format: 'relion4_star', compatible: 'portal' });
  close(
    asPortal?.at ?? [],
    [100, 200, 300].map((value, axis) => value - (origin[axis] ?? 0) / 2.7),
  );
});

test('RELION 5 counts from the centre of the tomogram', async () => {
  // The first particle of cylindra's Class3D job, in a tomogram as fomo lists its own.
  const optics = table(
    'optics',
    ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'],
    ['1 1.35 2.7'],
  );
  const columns = ['rlnTomoName', ...subtomogram, ...angles, 'rlnOpticsGroup', ...origins, ...centred];
  const row =
    'TS_01 174.931305 90.261512 -129.54646 27.128677 92.568990 6.654494 1 -3.75772 4.342283 -3.75772 1754.828605 -879.58025 1138.065739';
  const general = 'data_general\n\n_rlnTomoSubTomosAre2DStacks 1\n\n';
  const text = general + optics + table('particles', columns, [row, row.replace('TS_01', 'TS_02')]);
  const tomograms = bytesOf(
    'tomograms.star',
    table(
      'global',
      ['rlnTomoName', 'rlnTomoTiltSeriesPixelSize', ...xyz((axis) => `rlnTomoSize${axis}`)],
      ['TS_01 1.35 4092 4092 1392'],
    ) + table('other', ['rlnVoltage', 'rlnMagnification'], ['300 64000']),
  );
  const options = { format: 'relion5_star', filter: 'TS_01', tomograms } as const;
  const at = [3345.355458, 1390.440104, 1535.942196];
  const rotation = [
    0.21560153, 0.976471881, -0.004318087, -0.975279396, 0.215553371, 0.048650229, 0.048436359, -0.006277723,
    0.998806543,
  ];
  const [point, ...more] = await read(text, options);
  assert.is(more.length, 0);
  close(point?.at ?? [], at, 2e-6);
  close(point?.rotation ?? [], rotation, 1e-8);
  const extent = async () => [4092 * 1.35, 4092 * 1.35, 1392 * 1.35] as const;
  const [other] = await read(text, { ...options, tomograms: null, extent, binning: 4 });
  close(
    other?.at ?? [],
    at.map((value) => value / 4),
    2e-6,
  );
  const missing = await errorOf(() => read(text, { ...options, filter: 'TS_02' }));
  assert.match(missing.expected ?? '', /TS_02 in the tomograms file/);
  const unknown = await errorOf(() => read(text, { ...options, tomograms: null }));
  assert.match(unknown.message, /size of the tomogram is unknown/);
});

test('RELION 3.1 knows a tomogram by its file', async () => {
  // Rows and optics of tom_cryoET's Dev/Test_Data/test.star, shortened.
  const optics = table(
    'optics',
    ['rlnOpticsGroup', 'rlnOpticsGroupName', 'rlnImagePixelSize'],
    ['1 opticsGroup1 2.619996'],
  );
  const columns = ['rlnMicrographName', ...coordinates, 'rlnOpticsGroup', ...angles, ...origins];
  const name = '201810XX_MPI/SV5_001_dff/SV5_001_dff.mrc';
  const text =
    optics +
    table('particles', columns, [
      `${name}\t1864\t484\t1268\t1\t14.04\t15.37\t-14.04\t-2\t22\t33`,
      'other/SV5_002.mrc\t1\t2\t3\t1\t0\t0\t0\t0\t0\t0',
    ]);
  for (const filter of [name, 'SV5_001_dff', 'SV5_001_dff.tomostar']) {
    const [point, ...more] = await read(text, { format: 'relion31_star', filter });
    assert.is(more.length, 0, filter);
    close(point?.at ?? [], [1864 + 2 / 2.619996, 484 - 22 / 2.619996, 1268 - 33 / 2.619996], 1e-9);
    close(point?.rotation ?? [], relionFormula([14.04, 15.37, -14.04]), 1e-9);
  }
});

test('particles of M are in Å, in the tomogram that their source is, at the first point in time', async () => {
  const at = (time: number) => ['X', 'Y', 'Z'].map((axis) => `wrpCoordinate${axis}${time}`);
  const turns = ['Rot', 'Tilt', 'Psi'].map((angle) => `wrpAngle${angle}1`);
  const text = table(
    '',
    [...at(1), ...at(2), ...turns, 'wrpRandomSubset', 'wrpSourceName'],
    ['80 40 56 81 41 57 10 20 30 1 TS_1.tomostar', '8 16 24 9 17 25 0 90 0 2 TS_11.tomostar'],
  );
  const [point, ...more] = await read(text, { format: 'auto', filter: 'TS_1', binning: 8 });
  assert.is(more.length, 0);
  close(point?.at ?? [], [10, 5, 7]);
  close(point?.rotation ?? [], relionFormula([10, 20, 30]), 1e-9);
});

test('what template matching of Warp writes are parts of the tomogram', async () => {
  const columns = [...coordinates, ...angles, 'rlnMicrographName', 'rlnAutopickFigureOfMerit'];
  const text = table('', columns, ['0.25 0.5 0.1 0 0 0 a.tomostar 7', '30 20 10 0 0 0 a.tomostar 7']);
  const extent = async (): Promise<Vector> => [400, 320, 160];
  const options = { format: 'relion3_star', voxelSpacing: 8, binning: 2, extent };
  const at = async (own: PointOptions) => (await read(text, own)).map((point) => point.at);
  assert.equal(await at(options), [
    [12.5, 20, 2],
    [15, 10, 5],
  ]);
  const whole: number[] = [];
  const parts = text.replace(/30 20 10.*\n/, '');
  await at({ ...options, fractional: () => whole.push(2) });
  await read(parts, { ...options, fractional: () => whole.push(1) });
  assert.equal(whole, [1]);
  assert.equal((await at({ ...options, compatible: 'portal' }))[0], [0.125, 0.25, 0.05]);
  assert.equal((await at({ format: 'relion3_star' }))[0], [0.25, 0.5, 0.1]);
});

test('origins in Å of a table with one block count, with a pixel size', async () => {
  const text = table('', [...coordinates, ...origins, ...angles], ['100 200 300 8 -2 0 0 0 0']);
  const [point] = await read(text, { format: 'relion3_star', voxelSpacing: 8, binning: 2 });
  close(point?.at ?? [], [49, 100.25, 150]);
  const [asPortal] = await read(text, { format: 'relion3_star', compatible: 'portal', binning: 2 });
  close(asPortal?.at ?? [], [50, 100, 150]);
  const error = await errorOf(() => read(text, { format: 'relion3_star' }));
  assert.match(error.message, /need a pixel size/);
  const columns = [...coordinates, ...origins, ...angles, 'rlnMagnification', 'rlnDetectorPixelSize'];
  const magnified = table('', columns, ['100 200 300 8 -2 0 0 0 0 10000 4']);
  close((await read(magnified, { format: 'relion3_star' }))[0]?.at ?? [], [98, 200.5, 300]);
});

test.run();
