import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { errorOf, pointsOf } from '../support/points.js';

// Rows and headers of files that programs wrote, as public repositories have them. Expected numbers were computed in NumPy from
// the formulas of each program's source.
const test = suite('particles that programs wrote');

const table = (block: string, columns: readonly string[], rows: readonly string[]) =>
  ['', `data_${block}`, '', 'loop_ ', ...columns.map((name, at) => `_${name} #${at + 1} `), ...rows, ''].join(
    '\n',
  );
const xyz = (spell: (axis: string) => string) => ['X', 'Y', 'Z'].map(spell);
const origins = xyz((axis) => `rlnOrigin${axis}Angst`);
const angles = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];

async function read(contents: string | Uint8Array, options: PointOptions) {
  const points = await pointsOf(contents, 'orientedPoint', options);
  return points.map((point) => {
    if (point.type !== 'orientedPoint') throw new Error('expected an oriented point');
    const { x, y, z } = point.location;
    return { at: [x, y, z], rotation: point.rotation };
  });
}

function close(found: readonly number[] | undefined, expected: readonly number[], tolerance: number): void {
  assert.is(found?.length, expected.length);
  for (const [index, value] of (found ?? []).entries()) {
    assert.ok(Math.abs(value - (expected[index] as number)) <= tolerance, `[${index}] ${found}`);
  }
}

test('RELION 5: the tutorial’s run_data.star with its tomograms.star, as cryoCAT has them in its tests', async () => {
  const text = [
    '# version 50001\n\ndata_general\n\n_rlnTomoSubTomosAre2DStacks                       1\n',
    table(
      'optics',
      [
        'rlnVoltage',
        'rlnTomoTiltSeriesPixelSize',
        'rlnOpticsGroup',
        'rlnTomoSubtomogramBinning',
        'rlnImagePixelSize',
      ],
      ['  300.000000     1.350000            1     1.000000     1.350000'],
    ),
    table(
      'particles',
      [
        'rlnTomoName',
        ...['Rot', 'Tilt', 'Psi'].map((angle) => `rlnTomoSubtomogram${angle}`),
        ...angles,
        'rlnOpticsGroup',
        'rlnTomoVisibleFrames',
        ...origins,
        ...xyz((axis) => `rlnCenteredCoordinate${axis}Angst`),
      ],
      [
        'TS_01   167.689240    98.103985   -164.55358     -0.25410    97.317432     9.022498            1 [0,0,1,1]     0.028068     1.040568     0.365568  1774.846956   -951.52983  1127.416439',
        'TS_01   175.406261    75.346619   -132.28604    -22.22385    86.991474     -1.10676            1 [0,0,1,1]     1.040568     0.028068     -0.30943  1667.381849   -798.34855  1116.277412',
      ],
    ),
  ].join('\n');
  const tomograms = bytesOf(
    'tomograms.star',
    table(
      'global',
      ['rlnTomoName', 'rlnTomoHand', 'rlnTomoTiltSeriesPixelSize', ...xyz((axis) => `rlnTomoSize${axis}`)],
      [
        'TS_01     -1.00000     1.350000         4000         4000         2000',
        'TS_03 -1 1.35 4000 4000 2000',
      ],
    ),
  );
  for (const format of ['relion5_star', 'auto']) {
    const [first, second] = await read(text, { format, filter: 'TS_01', tomograms });
    close(first?.at, [3314.221724257, 1294.509758901, 1835.018869579], 1e-6);
    close(second?.at, [3235.05537755, 1408.554648715, 1827.671853589], 1e-6);
    close(
      first?.rotation,
      [
        0.963019182, 0.269424318, -0.002142764, -0.269085165, 0.961342212, -0.058432226, -0.013683133,
        0.05684794, 0.998289078,
      ],
      1e-8,
    );
  }
});

test('RELION 5: a refinement of 3D subtomograms, as cylindra has it in its tests', async () => {
  const columns = [
    'rlnTomoName',
    ...xyz((axis) => `rlnCenteredCoordinate${axis}Angst`),
    ...angles,
    'rlnOpticsGroup',
    ...origins,
  ];
  const row =
    'TS_01\t-176.940000\t765.480050\t11.160000   -126.27895    65.873044    99.174441            1    -2.41904    2.498456    -6.78404';
  const optics = table('optics', ['rlnTomoTiltSeriesPixelSize', 'rlnOpticsGroup'], ['3.105000            1']);
  const [point] = await read(optics + table('particles', columns, ['', row]), {
    format: 'relion5_star',
    extent: async () => [3105, 3105, 3105],
  });
  close(point?.at, [500 - 56.206428341, 500 + 245.726761353, 500 + 5.779078905], 1e-6);
});

const warpColumns = [
  'rlnMicrographName',
  ...xyz((axis) => `rlnCoordinate${axis}`),
  ...angles,
  'rlnPixelSize',
  'rlnOpticsGroup',
  ...origins,
];
const reconstruction = '/STORAGE/huxing/ribo/f29wt1/warpfull2/mrc/reconstruction';

test('RELION 3.1: relion_3.1_optics2.star of cryoCAT, with a pixel size for each optics group', async () => {
  const text =
    table(
      'optics',
      ['rlnOpticsGroup', 'rlnOpticsGroupName', 'rlnImagePixelSize', 'rlnImageSize', 'rlnImageDimensionality'],
      [
        '           1 opticsGroup1     2.446000          168            3 ',
        '\t\t   2 opticsGroup2     3.446000          168            3',
      ],
    ) +
    table('particles', warpColumns, [
      `${reconstruction}/0002_12.23Apx.mrc   915.549000  1480.630000   938.008000   145.087672   160.779720    68.007232     2.446000            1     -0.25289     -2.69889     7.247110`,
      `${reconstruction}/0003_12.23Apx.mrc  1636.359000  1468.359000   835.438000   -170.88545    58.458379    30.206035     3.446000            2     -0.25289     2.193110     2.747110`,
    ]);
  const [first, second] = await read(text, { format: 'auto' });
  close(first?.at, [915.652389207, 1481.733389207, 935.045158626], 1e-6);
  close(second?.at, [1636.432386535, 1467.722578062, 834.640811956], 1e-6);
  close(
    first?.rotation,
    [
      -0.240700221, -0.962738219, -0.123282296, -0.932302599, 0.194002995, 0.305245314, -0.269954195,
      0.18840902, -0.944259908,
    ],
    1e-8,
  );
  const [only, ...more] = await read(text, { format: 'relion31_star', filter: '0003_12.23Apx' });
  assert.is(more.length, 0);
  assert.equal(only?.at, second?.at);
});

test('Warp and RELION 5.1: run_it025_data.star of cryoCAT names tomograms by their .tomostar', async () => {
  const text =
    table('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], ['           1     4.828000']) +
    table('particles', warpColumns, [
      '021.tomostar 1614.547000   942.527000   430.100000    -29.12356    60.021487    -74.77946     4.828000            1     6.177174     4.439094     -4.34787',
      '015.tomostar  797.681000  1960.962000   314.835000    18.328596    76.468575   -127.72643     4.828000            1     -9.17587     2.218214     -0.38891',
    ]);
  const [point, ...more] = await read(text, { format: 'relion31_star', filter: '021' });
  assert.is(more.length, 0);
  close(point?.at, [1613.267552196, 941.607552196, 431.000553024], 1e-6);
  close(
    point?.rotation,
    [
      -0.355025384, -0.906775101, -0.227411287, 0.548965331, -0.005315382, -0.835828219, 0.75669944,
      -0.421581147, 0.499675189,
    ],
    1e-8,
  );
});

/** An EM file as its writer fills the 496 bytes behind the sizes. */
function emFile(rows: readonly (readonly number[])[], type: 5 | 9, filling: string): Uint8Array {
  const width = type === 5 ? 4 : 8;
  const bytes = new Uint8Array(512 + rows.length * 20 * width).fill(filling.charCodeAt(0), 16, 512);
  const view = new DataView(bytes.buffer);
  bytes.set([6, 0, 0, type]);
  for (const [index, size] of [20, rows.length, 1].entries()) view.setInt32(4 + 4 * index, size, true);
  for (const [index, value] of rows.flat().entries()) {
    if (type === 5) view.setFloat32(512 + 4 * index, value, true);
    else view.setFloat64(512 + 8 * index, value, true);
  }
  return bytes;
}

test('EM motive lists of doubles: motl_ribosome_b4_trim_shift_t126.em of a tutorial of cryoCAT', async () => {
  const row = [
    0.822445, 0, 0, 12933, 126, 0, 0, 339, 137, 99, 0.015931704247918788, 0.21876499487439105,
    -0.3941298614718107, 1, 0, 0, -151.34533592402988, 166.87306952591064, 37.26452211600142, 1,
  ];
  for (const format of ['em_motl', 'auto']) {
    const [point] = await read(emFile([row], 9, 'A'), { format, filter: '126' });
    close(point?.at, [338.015931704, 136.218764995, 97.605870139], 1e-8);
    close(
      point?.rotation,
      [
        0.941267779, -0.308390964, 0.137513569, 0.172366297, 0.789034075, 0.589673713, -0.290352936,
        -0.531338161, 0.79584856,
      ],
      1e-7,
    );
  }
  assert.equal(await read(emFile([row], 9, 'A'), { format: 'em_motl', filter: '127' }), []);
});

test('EM motive lists of ArtiaX: its emwrite.py fills with the digit 0, its positions count from 0', async () => {
  // write_file of ArtiatomiParticleData.py adds 1 to the position that it shows.
  const [x, y, z] = [12.5, 40, 7.25];
  const row = new Array<number>(20).fill(0);
  row.splice(4, 1, 3);
  row.splice(7, 6, x + 1, y + 1, z + 1, 0.5, -0.25, 1);
  row.splice(16, 3, 90, 0, 0);
  const [point] = await read(emFile([row], 5, '0'), { format: 'em_motl', filter: '3' });
  close(point?.at, [x + 0.5, y - 0.25, z + 1], 0);
  // Rz(psi) · Rx(theta) · Rz(phi), with phi in row 17.
  close(point?.rotation, [0, -1, 0, 1, 0, 0, 0, 0, 1], 1e-12);
});

test('a wedge list is no motive list', async () => {
  const bytes = emFile([new Array<number>(20).fill(1)], 5, '0');
  new DataView(bytes.buffer).setInt32(4, 3, true);
  assert.match((await errorOf(() => read(bytes, { format: 'em_motl' }))).message, 'not a motive list');
});

test.run();
