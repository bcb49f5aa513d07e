import { CryoetError } from '../../../src/base/errors.js';
import { bytesOf } from '../../../src/formats/byte-source.js';
import { pointFormats } from '../../../src/formats/points/point-formats.js';
import { readPoints } from '../../../src/formats/points/read-points.js';
import { buildMotiveList, dynamoTable } from '../../formats/support/build-particles.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

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
const angles = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const subtomogram = ['Rot', 'Tilt', 'Psi'].map((angle) => `rlnTomoSubtomogram${angle}`);
const origins = xyz((axis) => `rlnOrigin${axis}Angst`);
const optics = (column: string) =>
  table('optics', ['rlnOpticsGroup', 'rlnOpticsGroupName', column], ['1 opticsGroup1 1.35', '2 b 2.7']);

const relion5 =
  'data_general\n\n_rlnTomoSubTomosAre2DStacks 1\n\n' +
  optics('rlnTomoTiltSeriesPixelSize') +
  table(
    'particles',
    [
      'rlnTomoName',
      ...subtomogram,
      ...angles,
      'rlnOpticsGroup',
      ...origins,
      ...xyz((axis) => `rlnCenteredCoordinate${axis}Angst`),
    ],
    [
      'TS_001 174.9 90.2 -129.5 27.1 92.5 6.6 1 -3.7 4.3 -3.7 1754.8 -879.5 1138.0',
      'TS_002 0 0 0 0 0 0 2 0 0 0 1 2 3',
    ],
  );
const relion31 =
  optics('rlnImagePixelSize') +
  table(
    'particles',
    ['rlnMicrographName', ...xyz((axis) => `rlnCoordinate${axis}`), 'rlnOpticsGroup', ...angles, ...origins],
    [
      'a/TS_001.mrc\t1864\t484\t1268\t1\t14.04\t15.37\t-14.04\t-2\t22\t33',
      'TS_002.tomostar 1 2 3 2 0 0 0 0 0 0',
    ],
  );
const tomograms = table(
  'global',
  ['rlnTomoName', 'rlnTomoTiltSeriesPixelSize', ...xyz((axis) => `rlnTomoSize${axis}`)],
  ['TS_001 1.35 4092 4092 1392', 'TS_002 2.7 100 100 50'],
);
const particles = [
  { at: [1, 2, 3], angles: [4, 5, 6], shift: [0.5, -0.5, 0], tomogram: 1 },
  { at: [100, 200.5, 30], angles: [-155.55, 63.924, 197.81], tomogram: 2 },
] as const;
const doc = '1 /data/TS_001.rec\n2   /data/bin 4/TS_002.rec\n';
const cbox = `data_global\n\n_cbox_format_version   1.0 \n${table(
  'cryolo',
  ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth', 'EstWidth'],
  [' 12.257084  27.721405  50.0  25.0  25.0  25.0 <NA>', ' 714.5  665.0  114.5625  37.0  37.0  37.0    7'],
)}${table('cryolo_include', ['slice_index'], [' 50.000000 '])}`;
const eman2 = JSON.stringify({
  apix_unbin: 2.21,
  boxes_3d: [
    [100, -200, 40, 'tm', 5.5, 0],
    [4, 8, 12, 'manual', 0, 1],
  ],
  class_list: { 0: { boxsize: 32, name: 'ribosome' }, 1: { boxsize: 32, name: 'vault' } },
});
const markers = `<?xml version="1.0"?>
<marker_sets><marker_set name="marker set 1">
<marker id="1" x="-6.1267" y="17.44" z="-3.1338"  radius="0.35217"/>
<marker id="2" x="1.5395" y="16.277" z="-3.0339" r="0" g="1" b="1" radius="0.5" note="An example note"/>
<link id1="2" id2="1" r="1" g="1" b="0" radius="0.17609"/>
</marker_set></marker_sets>`;

/** The table of a program with the file that goes with it. */
const withTable = (content: string, beside: string): InputFiles =>
  new Map([
    ['', Buffer.from(content)],
    ['beside', Buffer.from(beside)],
  ]);

async function allowed(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
  }
}

/** Every type of points that a format has, with a filter and without, by its name and by the content. */
async function read(files: InputFiles, format: string): Promise<void> {
  const content = contentOf(files);
  const beside = files.get('beside');
  const known = { voxelSpacing: 10, extent: async () => [200, 200, 100] as const };
  for (const type of pointFormats.find(({ name }) => name === format)?.types ?? []) {
    for (const filter of [null, 'TS_001', '2']) {
      for (const name of filter === null ? [format, 'auto'] : [format]) {
        await allowed(async () => {
          const source = bytesOf('a', content, content.length < 4096 ? 37 : undefined);
          const tables = beside === undefined ? {} : { tomograms: bytesOf('b', beside) };
          for await (const _ of readPoints(source, type, { format: name, filter, ...known, ...tables }));
        });
      }
    }
  }
}

function target(format: string, seeds: () => readonly InputFiles[]): Target {
  return {
    name: format.replaceAll('_', '-'),
    seeds: async () => seeds(),
    read: (files) => read(files, format),
  };
}

/** The points of programs beside those that the portal's ingestion reads. */
export const otherPointTargets: readonly Target[] = [
  target('relion5_star', () => [single(relion5), withTable(relion5, tomograms)]),
  target('relion31_star', () => [single(relion31)]),
  target('dynamo_tbl', () => [single(dynamoTable(particles)), withTable(dynamoTable(particles), doc)]),
  target('em_motl', () => [single(buildMotiveList(particles)), single(buildMotiveList(particles, true))]),
  target('cbox', () => [single(cbox)]),
  target('coords', () => [single('24.5 40 50\n 733 683.5 114\n')]),
  target('eman2_json', () => [single(eman2)]),
  target('cmm', () => [single(markers), single(markers.replace(/<\/?marker_sets>/g, ''))]),
];
