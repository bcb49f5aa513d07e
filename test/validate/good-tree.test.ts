import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depths } from '../../src/validate/report.js';
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

test('is read to its last chunk at depth deep', async () => {
  const { looked } = await validateFiles(await goodTree(), 'deep');
  assert.is(looked.chunksRead, looked.chunks);
  assert.is(looked.voxels, 5 * 14 * 11 + 3 * 12 * 20 * 18);
});

test.run();
