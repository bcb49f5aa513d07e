import { mkdir, readFile } from 'node:fs/promises';
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

test.run();
