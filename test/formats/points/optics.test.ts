import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('optics of particles');

const block = (name: string, columns: readonly string[], rows: readonly string[]) =>
  ['', `data_${name}`, '', 'loop_', ...columns.map((column) => `_${column}`), ...rows, ''].join('\n');
const axes = (spell: (axis: string) => string) => ['X', 'Y', 'Z'].map(spell);
const coordinates = axes((axis) => `rlnCoordinate${axis}`);
const centred = axes((axis) => `rlnCenteredCoordinate${axis}Angst`);
const origins = axes((axis) => `rlnOrigin${axis}Angst`);

async function read(text: string, options: PointOptions) {
  const warnings: string[] = [];
  const points = await pointsOf(text, 'point', { ...options, warn: (message) => warnings.push(message) });
  return { at: points.map(({ location: { x } }) => x), warnings };
}

/** A point at 100 with a shift of −8 Å in each of the groups, for each of the programs. */
function files(groups: readonly string[]): [PointOptions, string][] {
  const optics = (column: string) => block('optics', ['rlnOpticsGroup', column], ['1 2', '2 4']);
  const columns = [...coordinates, ...origins, 'rlnOpticsGroup'];
  const rows = groups.map((group) => `100 0 0 -8 0 0 ${group}`);
  const relion5 = [...centred, ...origins, 'rlnOpticsGroup'];
  return [
    [{ format: 'relion31_star' }, optics('rlnImagePixelSize') + block('particles', columns, rows)],
    [
      { format: 'relion4_star' },
      optics('rlnTomoTiltSeriesPixelSize') +
        block(
          'particles',
          ['rlnTomoName', ...columns],
          rows.map((row) => `1 ${row}`),
        ),
    ],
    [
      { format: 'relion5_star', extent: async () => [0, 0, 0] },
      optics('rlnTomoTiltSeriesPixelSize') +
        block(
          'particles',
          relion5,
          groups.map((group) => `${Number(group) === 2 ? 400 : 200} 0 0 -8 0 0 ${group}`),
        ),
    ],
  ];
}

test('groups are compared as numbers', async () => {
  for (const [options, text] of files(['1', '2', '2.0', '02'])) {
    const asNumbers = text.replace('\n2 4\n', '\n2.000 4\n');
    for (const each of [text, asNumbers]) {
      assert.equal(await read(each, options), { at: [104, 102, 102, 102], warnings: [] }, options.format);
    }
  }
});

test('the pixel size that is compared with the voxel spacing is that of the group of the run', async () => {
  const rows = ['TS_1 1 2 3 0 0 0 1', 'TS_2 1 2 3 0 0 0 2'];
  const text =
    block('optics', ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize'], ['1 2', '2 4']) +
    block('particles', ['rlnTomoName', ...coordinates, ...origins, 'rlnOpticsGroup'], rows);
  const sizes: number[] = [];
  for (const filter of ['TS_2', 'TS_1'])
    await read(text, { format: 'relion4_star', filter, pixelSize: (size) => sizes.push(size) });
  assert.equal(sizes, [4, 2]);
});

test('a group that the optics do not have is refused', async () => {
  for (const [options, text] of files(['1', '3'])) {
    const error = await errorOf(() => read(text, options));
    const line = text.split('\n').findIndex((row) => row.endsWith(' 3')) + 1;
    assert.equal(
      [error.message, error.line, error.expected, error.found],
      ['the optics do not have the group of a particle', line, 'rlnOpticsGroup 1, 2', '"3"'],
      options.format,
    );
  }
  const [, [, relion4 = ''] = []] = files(['1', '3']);
  const columns = relion4.replace('rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize');
  assert.equal((await read(columns, { format: 'relion4_star', compatible: 'portal' })).at, [104, 104]);
});

test('rows without a group take the first, with a warning where groups differ', async () => {
  for (const [options, text] of files(['1'])) {
    const particles = text.slice(text.indexOf('data_particles'));
    const ungrouped = text.replace(
      particles,
      particles.replace('_rlnOpticsGroup\n', '').replace(' -8 0 0 1', ' -8 0 0'),
    );
    const { at, warnings } = await read(ungrouped, options);
    assert.equal(at, [104], options.format);
    assert.equal(warnings, [
      'picks: optics groups have pixel sizes of 2, 4 Å; shifts of all particles are taken with 2 Å',
    ]);
  }
  const pixels =
    block('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], ['1 2', '2 4']) +
    block('particles', coordinates, ['1 2 3']);
  assert.equal(await read(pixels, { format: 'relion31_star' }), { at: [1], warnings: [] });
});

test('RELION 3.1: coordinates are pixels of the micrograph', async () => {
  const particles = block('particles', [...coordinates, ...origins], ['100 0 0 -8 0 0']);
  const file = (optics: Readonly<Record<string, string>>) =>
    block('optics', Object.keys(optics), [Object.values(optics).join(' ')]) + particles;
  const options = { format: 'relion31_star', voxelSpacing: 16 };
  const [image, micrograph, original] = [
    'rlnImagePixelSize',
    'rlnMicrographPixelSize',
    'rlnMicrographOriginalPixelSize',
  ];
  assert.equal(await read(file({ [image]: '4' }), options), { at: [102], warnings: [] });
  assert.equal(await read(file({ [image]: '4', [original]: '4' }), options), { at: [102], warnings: [] });
  assert.equal(await read(file({ [image]: '4', [micrograph]: '1', [original]: '0.5' }), options), {
    at: [108],
    warnings: [],
  });
  const scaled = await read(file({ [image]: '4', [original]: '1' }), options);
  assert.equal(scaled.at, [102]);
  assert.match(scaled.warnings.join(), /rlnMicrographOriginalPixelSize is 1 Å/);
  const magnified = { rlnDetectorPixelSize: '5', rlnMagnification: '25000' };
  assert.equal(await read(file(magnified), options), { at: [104], warnings: [] });
  assert.equal(await read(file({ rlnDetectorPixelSize: '5' }), options), { at: [100.5], warnings: [] });
  const broken = await errorOf(() => read(file({ ...magnified, rlnMagnification: '0' }), options));
  assert.equal([broken.message, broken.found], ['rlnDetectorPixelSize is not a pixel size', '5 / 0']);
});

test('a table with both kinds of coordinates is of RELION 5, in particles or the only block', async () => {
  const row = '200 0 0 7 8 9 TS_1';
  const columns = [...centred, ...coordinates, 'rlnTomoName'];
  const optics = block('optics', ['rlnTomoTiltSeriesPixelSize'], ['2']);
  const extent = async () => [20, 20, 20] as const;
  for (const [text, voxelSpacing] of [
    [optics + block('particles', columns, [row]), null],
    [block('particles', columns, [row]), 2],
    [block('', columns, [row, row.replace('TS_1', 'TS_2')]), 2],
  ] as const) {
    for (const format of ['auto', 'relion5_star']) {
      const chosen: string[] = [];
      const options = {
        format,
        filter: 'TS_1',
        extent,
        voxelSpacing,
        chosen: (name: string) => chosen.push(name),
      };
      assert.equal((await read(text, options)).at, [105]);
      assert.equal(chosen, format === 'auto' ? ['relion5_star'] : []);
    }
  }
  const several = block('a', columns, [row]) + block('b', columns, [row]);
  const error = await errorOf(() => read(several, { format: 'relion5_star', extent, voxelSpacing: 2 }));
  assert.equal([error.message, error.found], ['the file has no table of particles', 'data_a, data_b']);
});

test('more optics groups than tomograms of any deposition are refused', async () => {
  const rows = Array.from({ length: 50_001 }, (_, at) => `${at} 10`);
  const text =
    block('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], rows) +
    block('particles', [...coordinates, 'rlnOpticsGroup'], ['1 2 3 1']);
  const { message } = await errorOf(() => read(text, { format: 'relion31_star' }));
  assert.is(message, 'too many optics groups');
});

test.run();
