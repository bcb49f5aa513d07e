import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { pointFormatNames, pointFormats } from '../../../src/formats/points/point-formats.js';
import { buildImodModel } from '../support/build-imod-model.js';
import { buildMotiveList, dynamoTable } from '../support/build-particles.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('kinds of point files');

const star = (columns: readonly string[], row: string, block = '') =>
  `data_${block}\nloop_\n${columns.map((name) => `_${name}\n`).join('')}${row}\n`;
const axes = ['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`);
const relion = ['rlnTomoName', 'rlnMicrographName', ...axes, 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const shifts = ['X', 'Y', 'Z'].map((axis) => `rlnOrigin${axis}Angst`);
const stopgap = [
  'tomo_num',
  'orig_x',
  'orig_y',
  'orig_z',
  'x_shift',
  'y_shift',
  'z_shift',
  'phi',
  'the',
  'psi',
];
const picks = {
  pickable_object_name: 'a',
  points: [{ location: { x: 2, y: 4, z: 6 }, transformation_: null }],
};

/** A file of every kind with a point at 2, 4, 6. */
const samples: Readonly<Record<string, string | Uint8Array>> = {
  csv: '2,4,6\n',
  csv_with_header: 'x,y,z\n2,4,6\n',
  tsv: '2\t4\t6\n',
  tsv_with_header: 'x\ty\tz\n2\t4\t6\n',
  mod: buildImodModel({ contours: [[2, 4, 6]], slicerAngles: [[0, 0, 0, 2, 4, 6]] }),
  relion3_star: star(relion.slice(1), '1 2 4 6 0 0 0'),
  relion4_star:
    star(['rlnImagePixelSize'], '4', 'optics') +
    star([...relion, ...shifts], '1 1 2 4 6 0 0 0 0 0 0', 'particles'),
  tomoman_relion_star: star(relion, '1 1 2 4 6 0 0 0'),
  stopgap_star: star(stopgap, '1 2 4 6 0 0 0 0 0 0'),
  tardis: 'IDs,X,Y,Z\n0,2,4,6\n',
  copick: JSON.stringify(picks),
  relion5_star:
    star(['rlnTomoTiltSeriesPixelSize'], '2', 'optics') +
    star(
      [
        ...axes.map((name) => name.replace('rlnCoordinate', 'rlnCenteredCoordinate').concat('Angst')),
        ...relion.slice(5),
        'rlnTomoName',
      ],
      '-6 -2 2 0 0 0 1',
      'particles',
    ),
  relion31_star:
    star(['rlnImagePixelSize'], '4', 'optics') + star(relion.slice(1), '1 2 4 6 0 0 0', 'particles'),
  dynamo_tbl: dynamoTable([{ at: [2, 4, 6] }]),
  em_motl: buildMotiveList([{ at: [2, 4, 6] }]),
  cbox: star(['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height'], '1 3 6 2 2', 'cryolo'),
  coords: '2 4 6\n',
  eman2_json: JSON.stringify({ boxes_3d: [[2, 4, 6, 'manual', 0, 0]] }),
  cmm: '<marker_set name="a"><marker id="1" x="2" y="4" z="6" r="1" g="0" b="0" radius="3"/></marker_set>',
  peet_motl: `CCC,reserved,reserved,pIndex,wedgeWT,NA,NA,NA,NA,NA,xOffset,yOffset,zOffset,NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),reserved
1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0
`,
  amira_graph: [
    '# AmiraMesh 3D ASCII 3.0\ndefine EDGE 1\ndefine POINT 1',
    'EDGE { int NumEdgePoints } @1\nPOINT { float[3] EdgePointCoordinates } @2\n@1\n1\n@2\n2 4 6\n',
  ].join('\n'),
  cets: JSON.stringify({
    regions: [
      {
        id: 'a',
        tomograms: [
          {
            id: 't',
            coordinate_transformations: [{ sequence: [{ translation: [-3, 0, 1] }, { scale: [2, 2, 2] }] }],
          },
        ],
        annotations: [
          {
            id: 'a_1',
            source_tomogram_id: 't',
            coordinate_transformations: [{ input: 'physical' }],
            origin3D: [[-4, 4, 8]],
            matrix3D: [
              [
                [1, 0, 0],
                [0, 1, 0],
                [0, 0, 1],
              ],
            ],
          },
        ],
      },
    ],
  }),
  m_star: star(
    [
      ...['X1', 'Y1', 'Z1'].map((axis) => `wrpCoordinate${axis}`),
      ...['Rot1', 'Tilt1', 'Psi1'].map((angle) => `wrpAngle${angle}`),
      'wrpSourceName',
    ],
    '2 4 6 0 0 0 1.tomostar',
  ),
  napari_csv: 'index,axis-0,axis-1,axis-2\n0.0,6.0,4.0,2.0\n',
  deepfinder_xml: '<objlist>\n  <object class_label="1" x="2.000" y="4.000" z="6.000"/>\n</objlist>\n',
  pytom_xml:
    '<ParticleList><Particle><Rotation Z1="0" Z2="0" X="0"/><PickPosition Origin="1.em" X="2" Y="4" Z="6"/></Particle></ParticleList>',
};

/** Facts that formats ask for of their tomogram: 5 × 5 × 5 pixels of 2 Å. */
const known = {
  voxelSpacing: 2,
  extent: async (): Promise<[number, number, number]> => [20, 20, 20],
};

/** The model of IMOD that a motive list of PEET needs. */
const needed = (name: string) =>
  name === 'peet_motl'
    ? { tomograms: bytesOf('a.mod', buildImodModel({ contours: [[2, 4, 6]], slicerAngles: [] })) }
    : {};

const needsFilter = (name: string) => ['stopgap_star', 'dynamo_tbl', 'em_motl'].includes(name);

test('each is read as every type that it lists', async () => {
  assert.equal(
    pointFormats.map(({ name }) => name),
    Object.keys(samples),
  );
  for (const { name, types } of pointFormats) {
    for (const type of types) {
      const filter = name === 'stopgap_star' ? '1' : null;
      const [point] = await pointsOf(samples[name] ?? '', type, {
        format: name,
        filter,
        ...known,
        ...needed(name),
      });
      assert.equal([point?.type, point?.location], [type, { x: 2, y: 4, z: 6 }], `${name} ${type}`);
    }
  }
});

test('each takes the options that it lists, and no other', async () => {
  const given = {
    binning: 2,
    order: 'zyx',
    delimiter: ';',
    filter: '9',
    tomograms: bytesOf('tomograms', 'no list'),
  } as const;
  for (const { name, types, options } of pointFormats) {
    const [type = 'point'] = types;
    const base: PointOptions = {
      format: name,
      filter: needsFilter(name) ? '1' : null,
      ...known,
      ...needed(name),
    };
    const made = async (more: Partial<PointOptions>) => {
      try {
        return JSON.stringify(await pointsOf(samples[name] ?? '', type, { ...base, ...more }));
      } catch (error) {
        return String(error);
      }
    };
    const plain = await made({});
    for (const option of ['binning', 'order', 'delimiter', 'filter', 'tomograms'] as const) {
      const isTaken = (await made({ [option]: given[option] })) !== plain;
      assert.is(isTaken, options.includes(option), `${name} ${option}`);
    }
  }
});

test('each is told by its contents', async () => {
  for (const { name, types } of pointFormats) {
    for (const type of types) {
      const chosen: string[] = [];
      const filter = name === 'stopgap_star' ? '1' : null;
      const options = {
        format: 'auto',
        filter,
        chosen: (format: string) => chosen.push(format),
        ...known,
        ...needed(name),
      };
      const [point] = await pointsOf(samples[name] ?? '', type, options);
      assert.equal([chosen, point?.location], [[name], { x: 2, y: 4, z: 6 }], `${name} ${type}`);
    }
  }
  const error = await errorOf(() => pointsOf('no points here', 'point', { format: 'auto' }));
  assert.match(error.message, /cannot identify/);
});

test('another format than the one that is set is told', async () => {
  for (const [format, other] of [
    ['relion3_star', 'relion5_star'],
    ['relion4_star', 'relion31_star'],
    ['csv', 'eman2_json'],
    ['mod', 'em_motl'],
    ['cmm', 'dynamo_tbl'],
    ['copick', 'cbox'],
  ] as const) {
    const error = await errorOf(() => pointsOf(samples[other] ?? '', 'point', { format, ...known }));
    assert.match(error.hint ?? '', `this looks like ${other}`, `${format} ${other}`);
  }
  const options = { format: 'csv', delimiter: ' ' };
  const error = await errorOf(() => pointsOf(samples.dynamo_tbl ?? '', 'point', options));
  assert.match(error.message, /looks like dynamo_tbl/);
});

test('a format that would read another one without a fault is refused', async () => {
  for (const [format, type, others] of [
    [
      'csv_with_header',
      'point',
      ['tsv', 'tsv_with_header', 'coords', 'copick', 'dynamo_tbl', 'eman2_json', 'cmm'],
    ],
    ['tsv_with_header', 'point', ['csv', 'csv_with_header', 'coords']],
    ['coords', 'point', ['dynamo_tbl']],
    ['tardis', 'instancePoint', ['copick', 'eman2_json']],
  ] as const) {
    for (const other of others) {
      const error = await errorOf(() => pointsOf(samples[other] ?? '', type, { format }));
      assert.equal([error.expected, error.found], [format, other], `${other} as ${format}`);
    }
  }
  const scores = await errorOf(() =>
    pointsOf('x,y,z,score\n1,2,3,4\n', 'instancePoint', { format: 'tardis' }),
  );
  assert.is(scores.found, 'csv_with_header');
});

test('a format that is unknown, or does not hold points of a type', async () => {
  assert.equal(pointFormatNames('instancePoint'), ['tardis', 'copick', 'cmm', 'amira_graph', 'auto']);
  for (const format of ['tardis', 'xlsx', 'toString']) {
    const error = await errorOf(() => pointsOf('', 'orientedPoint', { format }));
    assert.is(error.message, `${format} holds no points of type orientedPoint`);
    assert.match(error.expected ?? '', /^mod, relion3_star/);
  }
});

test.run();
