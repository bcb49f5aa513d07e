import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { partialName } from '../../src/storage/local/local-writer.js';
import { processMark } from '../../src/storage/local/process-mark.js';
import { errorOf } from '../formats/support/points.js';
import { exportedTree } from './support/exported-tree.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports of trees with findings');

const { directory, remove, exported } = await exportedTree();
test.after(remove);

const base = '10001/TS_1';
const tiltSeries = `${base}/TiltSeries/100/tiltseries_metadata.json`;
const alignment = `${base}/Alignments/100/alignment_metadata.json`;
const spacing = `${base}/Reconstructions/VoxelSpacing10.000`;
const annotation = `${spacing}/Annotations/100/ribosome-1.0.json`;
const points = `${spacing}/Annotations/100/ribosome-1.0_orientedpoint.ndjson`;

type Files = Record<string, unknown>;

let count = 0;
/** Makes a tree with changed files; returns its directory. */
async function madeTree(change: (files: Files) => void, options: Parameters<typeof madeRun>[1] = {}) {
  count += 1;
  const tree = join(directory, `damaged-${count}`);
  const files = madeRun(madePoints(3), options);
  change(files);
  await writeTree(tree, files);
  return tree;
}

/** Changes the metadata in a file. */
const having = (path: string, more: object) => (files: Files) => {
  files[path] = { ...(files[path] as object), ...more };
};

const out = join(directory, 'out');

/** Exports a tree; it must fail and leave nothing. */
async function refusal(tree: string, format: string) {
  const error = await errorOf(() => exportTree(tree, out, format));
  assert.not.ok((await readdir(directory)).includes('out'));
  return error;
}

test('matrices that are no rotations are refused where angles are written, and kept where matrices are', async () => {
  const [first, , third] = madePoints(3);
  for (const [matrix, fault] of [
    [
      [
        [2, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      'rows that are not orthonormal',
    ],
    [
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
      'determinant -1.000',
    ],
  ] as const) {
    const spell = (at: unknown, rotation: readonly unknown[]) =>
      JSON.stringify({ type: 'orientedPoint', location: at, xyz_rotation_matrix: rotation });
    const rowsOf = (rotation: readonly number[] = []) => [0, 3, 6].map((at) => rotation.slice(at, at + 3));
    const tree = await madeTree((files) => {
      const rotations = [rowsOf(first?.rotation), matrix, rowsOf(third?.rotation)];
      files[points] = `${rotations.map((rotation) => spell({ x: 1, y: 2, z: 3 }, rotation)).join('\n')}\n`;
    });
    for (const format of ['star', 'relion5', 'dynamo', 'imod']) {
      const { message, line, found, path } = await refusal(tree, format);
      assert.equal(
        [message, line, found, path],
        ['xyz_rotation_matrix is not a rotation', 2, fault, join(tree, points)],
      );
    }
    const kept = join(directory, `kept-${fault}`);
    await exportTree(tree, kept, 'csv');
    const rows = (await readFile(join(kept, 'points.csv'), 'utf8')).split('\n');
    assert.equal(rows[2]?.split(',').slice(6, 15).map(Number), matrix.flat());
  }
});

test('what a killed export left is removed by the next one, but not by its plan', async () => {
  const tree = await madeTree(() => undefined);
  const place = join(directory, 'killed');
  const left = partialName('out', processMark(2 ** 22 + 1));
  const others = [partialName('out', processMark()), partialName('out2', processMark(2 ** 22 + 1))];
  for (const name of [left, ...others]) await writeTree(join(place, name), { 'points.csv': 'x,y' });
  await exportTree(tree, join(place, 'out'), 'csv', { dryRun: true });
  assert.equal((await readdir(place)).sort(), [left, ...others].sort());
  await exportTree(tree, join(place, 'out'), 'csv');
  assert.equal((await readdir(place)).sort(), ['out', ...others].sort());
});

test('sections that the stack has not, or twice, are refused', async () => {
  const list = 'per_section_alignment_parameters';
  const numbered =
    (...numbers: readonly unknown[]) =>
    (files: Files) => {
      const { [list]: sections } = files[alignment] as Record<string, object[]>;
      having(alignment, { [list]: sections?.map((each, at) => ({ ...each, z_index: numbers[at] })) })(files);
    };
  for (const [numbers, index] of [
    [[0, 0, 3], 1],
    [[0, 1, 4], 2],
    [[-1, 1, 3], 0],
    [[0, 1.5, 3], 1],
    [[0, 1, null], 2],
  ] as const) {
    const tree = await madeTree(numbered(...numbers));
    for (const format of ['relion5', 'imod', 'warp', 'cets']) {
      const { message, path, keyPath, expected, found } = await refusal(tree, format);
      assert.equal(
        [message, path, keyPath, expected, found],
        [
          'not a section of the stack',
          join(tree, alignment),
          `${list}[${index}].z_index`,
          'each from 0 to 3 once',
          String(numbers[index]),
        ],
      );
    }
  }
  const endless = await madeTree(having(tiltSeries, { size: { x: 800, y: 720, z: 4e9 } }));
  const { message, found } = await refusal(endless, 'imod');
  assert.equal([message, found], ['too many sections', '4000000000']);
  const flat = await madeTree(
    having(`${spacing}/Tomograms/100/tomogram-metadata.json`, { size: { x: 200, y: -180, z: 61 } }),
  );
  const refused = await refusal(flat, 'relion5');
  assert.equal([refused.message, refused.found], ['size is not positive', '200, -180, 61']);
});

test('files of annotations of an unknown shape, or without one, are losses', async () => {
  const tree = await madeTree((files) => {
    const { files: listed } = files[annotation] as { files: { shape: string }[] };
    for (const file of listed.slice(0, 1)) file.shape = 'Ellipsoid';
    having(annotation, { files: [...listed, { format: 'ndjson' }] })(files);
  });
  for (const format of ['csv', 'copick', 'ro-crate']) {
    const { losses } = await exportTree(tree, out, format, { dryRun: true });
    const named = losses.filter(({ item }) => item.endsWith('annotation 100 at 10.000 Å'));
    for (const loss of [
      'Ellipsoid left out: the shape is unknown',
      'a file without path, format or shape is left out',
    ])
      assert.ok(
        named.some((each) => each.loss === loss),
        `${format}: ${loss}`,
      );
  }
});

test('names that a format cannot hold are losses', async () => {
  const long = `${'é'.repeat(2)} ribosome`;
  const tree = await madeTree(() => undefined, { run: 'TS 1', object: long });
  const ofAnnotation = '10001/TS 1 annotation 100 at 10.000 Å';
  for (const [format, item, loss] of [
    ['relion5', '10001/TS 1', 'called TS_1: the format cannot hold its name'],
    ['warp', '10001/TS 1', 'called TS_1: the format cannot hold its name'],
    ['copick', ofAnnotation, `${long} is called éé-ribosome`],
    ['imod', ofAnnotation, `the model has at most 63 ASCII characters of ${long}`],
  ] as const) {
    const { losses } = await exportTree(tree, out, format, { dryRun: true });
    assert.equal(
      losses.filter((each) => each.loss === loss),
      [{ item, loss }],
      format,
    );
    const plain = (await exported(format, { dryRun: true })).report.losses;
    assert.not.ok(
      plain.some((each) => /called TS|ASCII/.test(each.loss)),
      format,
    );
  }
});

test('what tomostars and CETS have no place for is a loss of each item', async () => {
  const [series, aligned] = ['10001/TS_1 tilt series 100', '10001/TS_1 alignment 100'];
  const lossesOf = async (format: string, change: (files: Files) => void) =>
    (await exportTree(await madeTree(change), out, format, { dryRun: true })).losses;
  const estimates = { item: series, loss: 'CTF estimates are left out' };
  const turns = { item: aligned, loss: 'rotations about x are left out' };
  const quality = { item: series, loss: 'correlation and resolution of CTF estimates are left out' };
  const isNamed = (losses: readonly object[], wanted: object) =>
    losses.some((each) => JSON.stringify(each) === JSON.stringify(wanted));
  const warp = await lossesOf('warp', () => undefined);
  const stack = { item: series, loss: 'its stack is left out: a tomostar lists frames' };
  for (const wanted of [estimates, turns, stack]) assert.ok(isNamed(warp, wanted), wanted.loss);
  assert.ok(isNamed(await lossesOf('cets', () => undefined), quality));
  const without = (files: Files) => {
    const bare = (path: string, list: string, ...keys: readonly string[]) => {
      const { [list]: sections } = files[path] as Record<string, Record<string, unknown>[]>;
      for (const section of sections ?? []) for (const key of keys) delete section[key];
    };
    bare(tiltSeries, 'per_section_parameter', 'major_defocus', 'cross_correlation', 'max_resolution');
    bare(alignment, 'per_section_alignment_parameters', 'volume_x_rotation');
  };
  const lacking =
    (...lacks: readonly [path: string, list: string, key: string][]) =>
    (files: Files) => {
      for (const [path, list, key] of lacks)
        delete (files[path] as Record<string, Record<string, unknown>[]>)[list]?.[1]?.[key];
    };
  const resolution = lacking([tiltSeries, 'per_section_parameter', 'max_resolution']);
  const partial = { item: series, loss: '1 section without a value of the CTF estimate: 0 is written' };
  assert.ok(isNamed(await lossesOf('relion5', resolution), partial));
  assert.not.ok(isNamed(await lossesOf('relion5', () => undefined), partial));
  const tilts = lacking(
    [tiltSeries, 'per_section_parameter', 'raw_angle'],
    [alignment, 'per_section_alignment_parameters', 'tilt_angle'],
  );
  const none = { item: series, loss: '1 section without any tilt: 0 is written' };
  for (const format of ['imod', 'warp']) assert.ok(isNamed(await lossesOf(format, tilts), none), format);
  const axis = { item: series, loss: 'the axis of sections without alignment is unknown: 0 is written' };
  const axisless = having(tiltSeries, { tilt_axis: null });
  assert.ok(isNamed(await lossesOf('warp', axisless), axis));
  assert.not.ok(isNamed(await lossesOf('warp', tilts), axis));
  const less = [...(await lossesOf('warp', without)), ...(await lossesOf('cets', without))];
  for (const unwanted of [estimates, turns, quality]) assert.not.ok(isNamed(less, unwanted), unwanted.loss);
});

test.run();
