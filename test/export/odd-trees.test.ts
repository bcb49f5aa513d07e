import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { bytesOf } from '../../src/formats/byte-source.js';
import { readPoints } from '../../src/formats/points/read-points.js';
import { errorOf } from '../formats/support/points.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports of odd trees');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const points = madePoints(3);

test('a name with blanks and quotes stays as it is in a STAR file', async () => {
  const tree = join(directory, 'quoted');
  await writeTree(tree, madeRun(points, { run: 'TS 1 "b"' }));
  const out = join(directory, 'quoted-out');
  await exportTree(tree, out, 'star');
  const path = 'cytosolic_ribosome_10.000.star';
  const source = bytesOf(path, await readFile(join(out, path)));
  let count = 0;
  const options = { format: 'relion31_star', filter: 'TS 1 "b"' };
  for await (const batch of readPoints(source, 'orientedPoint', options)) count += batch.length;
  assert.is(count, points.length);
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
