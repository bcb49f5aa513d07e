import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depths } from '../../src/validate/report.js';
import { setJson } from './mutations/edit.js';
import { alignment, tomogram } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { validateFiles } from './support/validate-files.js';

const test = suite('a good tree');

for (const depth of depths) {
  test(`has no finding at depth ${depth}`, async () => {
    const report = await validateFiles(await goodTree(), depth);
    assert.equal(report.findings, []);
    assert.equal(report.failures, []);
    assert.is(report.verdict, 'valid');
    assert.is(report.layout, 'documented');
    assert.is(report.looked.runs, 1);
    assert.is(report.looked.volumes, 4);
  });
}

test('has a gain of one image as stack or as volume, but no gain of several as volume', async () => {
  for (const [sections, codes] of [
    [1, []],
    [2, ['MRC_ISPG_WRONG']],
  ] as const) {
    const tree = await goodTree();
    const path = [...tree.keys()].find((each) => each.endsWith('_gain.mrc')) ?? '';
    const bytes = Uint8Array.from(tree.get(path) ?? []);
    const header = new DataView(bytes.buffer);
    header.setInt32(88, 1, true);
    header.setInt32(8, sections, true);
    tree.set(path, bytes);
    const { findings } = await validateFiles(tree, 'headers');
    const ofSpaceGroup = findings.map(({ code }) => code).filter((code) => code === 'MRC_ISPG_WRONG');
    assert.equal(ofSpaceGroup, codes);
  }
});

test('is read to its last chunk at depth deep', async () => {
  const { looked } = await validateFiles(await goodTree(), 'deep');
  assert.is(looked.chunksRead, looked.chunks);
  assert.is(looked.voxels, 5 * 14 * 11 + 3 * 12 * 20 * 18);
});

test('may have an affine matrix that another program computed', async () => {
  const tree = await goodTree();
  const turned = (zero: number) => [
    [zero, -1, 0, 0],
    [1, -zero, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
  setJson(`${alignment}/alignment_metadata.json`, 'affine_transformation_matrix', turned(0))(tree);
  const tomogramFile = `${tomogram}/tomogram-metadata.json`;
  setJson(tomogramFile, 'affine_transformation_matrix', turned(6e-17))(tree);
  assert.equal((await validateFiles(tree, 'headers')).findings, []);
});

test('may say of a raw tomogram that it is not denoised', async () => {
  for (const software of ['IMOD 4.11, no denoising', 'not denoised', 'AreTomo (non-denoised)']) {
    const tree = await goodTree();
    setJson(`${tomogram}/tomogram-metadata.json`, 'processing_software', software)(tree);
    assert.equal((await validateFiles(tree, 'headers')).findings, []);
  }
});

test.run();
