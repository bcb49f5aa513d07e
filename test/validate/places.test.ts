import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../src/validate/rules/rules.js';
import { atDoubleSpacing, doubled } from './mutations/double-spacing.js';
import {
  add,
  bytesAt,
  copyFile,
  editText,
  remove,
  removeBelow,
  setJson,
  textBytes,
} from './mutations/edit.js';
import type { Tree } from './mutations/mutation.js';
import { cornerOfMask, meshOfMask } from './mutations/voxels.js';
import { glbFile } from './support/good-mesh.js';
import { alignment, spacingDirectory } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { validateFiles } from './support/validate-files.js';

const test = suite('annotations at two voxel spacings');

const only = { rules: rules.filter(({ code }) => code === 'ANNOTATION_PLACES_DIFFER') };
const points = `${doubled}/Annotations/100/ribosome-1.0_point.ndjson`;

async function findingsAfter(...changes: readonly ((tree: Tree) => void)[]) {
  const tree = await goodTree();
  for (const change of [atDoubleSpacing, ...changes]) change(tree);
  const report = await validateFiles(tree, 'headers', only);
  assert.equal(report.failures, []);
  return report.findings.filter(({ path }) => path === points);
}

/** Writes the two points, which are at 3.5, 4.25, 5 and 17, 19, 11 at the smaller voxel spacing. */
const at = (first: readonly number[], second: readonly number[]) =>
  editText(points, /^.*$/s, () =>
    [first, second]
      .map(([x, y, z]) => `${JSON.stringify({ type: 'point', location: { x, y, z } })}\n`)
      .join(''),
  );

test('points that were copied are elsewhere, and both places are told', async () => {
  const [finding, ...others] = await findingsAfter();
  assert.equal(others, []);
  assert.equal([finding?.code, finding?.severity], ['ANNOTATION_PLACES_DIFFER', 'warning']);
  const original = points.replace(doubled, spacingDirectory);
  assert.is(finding?.message, `not where it is in ${original}`);
  const found = '94, 115, 135, 458, 512, 297 Å at 26.96 Å (least and largest x, y, z)';
  assert.is(finding?.found, found);
  assert.is(finding?.expected, '47, 57, 67, 229, 256, 148 Å at 13.48 Å (least and largest x, y, z)');
});

test('points that were binned are not, with or without half a voxel; those with exchanged axes are', async () => {
  assert.equal(await findingsAfter(at([1.75, 2.125, 2.5], [8.5, 9.5, 5.5])), []);
  assert.equal(await findingsAfter(at([1.25, 1.625, 2], [8, 9, 5])), []);
  assert.is((await findingsAfter(at([2.5, 2.125, 1.75], [5.5, 9.5, 8.5]))).length, 1);
});

test('what is not the same is not compared', async () => {
  const metadata = `${doubled}/Annotations/100/ribosome-1.0.json`;
  const other = alignment.replace('100', '101');
  assert.equal(await findingsAfter(setJson(metadata, 'annotation_ingest_id', 'other')), []);
  assert.equal(
    await findingsAfter(setJson(metadata, 'alignment_metadata_path', `${other}/alignment_metadata.json`)),
    [],
  );
  const tomogram = `${doubled}/Tomograms/100/tomogram-metadata.json`;
  assert.equal(await findingsAfter(setJson(tomogram, 'size', { z: 12, y: 20, x: 18 })), []);
});

test('meshes are looked for at the mask of their annotation, and points of instances where they are mirrored', async () => {
  const directory = `${spacingDirectory}/Annotations/103`;
  const offMask = { rules: rules.filter(({ code }) => code === 'ANNOTATION_OFF_MASK') };
  const [instances = '', centres = ''] = ['instancesegmentation', 'point'].map(
    (shape) => `${directory}/membrane-1.0_${shape}.ndjson`,
  );
  const find = async (depth: 'sample' | 'deep', ...changes: readonly ((tree: Tree) => void)[]) => {
    const tree = await goodTree();
    copyFile(directory.replace('103', '102/microtubule-1.0_instancesegmentation.ndjson'), instances)(tree);
    tree.set(instances, textBytes(`${Buffer.from(bytesAt(tree, instances))}`.repeat(12)));
    copyFile(directory.replace('103', '100/ribosome-1.0_point.ndjson'), centres)(tree);
    add(meshOfMask, glbFile(9))(tree);
    for (const change of changes) change(tree);
    const { findings } = await validateFiles(tree, depth, offMask);
    return findings.map(({ path, severity, found }) => [path, severity, found]);
  };
  const chunks = `${directory}/membrane-1.0_segmentationmask.zarr/0`;
  for (const depth of ['sample', 'deep'] as const) {
    assert.equal(await find(depth), []);
    assert.equal(await find(depth, remove(...cornerOfMask)), [
      [instances, 'warning', '36 of 36 places are farther than 3 voxels from it; 0 if mirrored in x'],
      [meshOfMask, 'warning', '36 of 36 places are farther than 3 voxels from it; 0 if mirrored in x'],
    ]);
    assert.equal(
      await find(depth, remove(...cornerOfMask), add(meshOfMask, glbFile(2)), remove(instances)),
      [],
    );
    assert.equal(await find(depth, removeBelow(`${chunks}/0`), removeBelow(`${chunks}/1`)), [
      [meshOfMask, 'warning', '36 of 36 places are farther than 3 voxels from it'],
    ]);
  }
});

test.run();
