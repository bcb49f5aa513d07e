import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { all, editText, setJson } from './mutations/edit.js';
import type { Tree } from './mutations/mutation.js';
import { run, spacingDirectory } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { codesOf, validateFiles } from './support/validate-files.js';

const test = suite('what differs from its like, and what only seems to');

async function codesAfter(change: (tree: Tree) => void): Promise<string[]> {
  const tree = await goodTree();
  change(tree);
  const report = await validateFiles(tree, 'deep');
  assert.equal(report.failures, []);
  return codesOf(report);
}

test('a strain without an identifier is no fault, an identifier without a name is', async () => {
  const codes = (strain: object) => codesAfter(setJson('10001/dataset_metadata.json', 'cell_strain', strain));
  assert.equal(await codes({ name: 'BavPat1', id: 'not_reported' }), []);
  assert.equal(await codes({ name: 'unknown', id: 'CVCL_0030' }), ['ORGANISM_ID_OTHER']);
  assert.not.ok((await codes({ name: 'unknown', id: '' })).includes('ORGANISM_ID_OTHER'));
  assert.ok((await codes({ id: 'MmusDv:0000110' })).includes('ORGANISM_ID_OTHER'));
});

test('an organism that nobody identified has a taxon, and no fault', async () => {
  const organism = setJson('10001/dataset_metadata.json', 'organism', {
    name: 'unknown',
    taxonomy_id: 32644,
  });
  assert.equal(await codesAfter(organism), []);
});

test('two sections of one minute are no fault of an mdoc that gives no seconds', async () => {
  const minutes = [1, 2, 2, 3, 4];
  let section = 0;
  const change = editText(
    `${run}/Frames/TS_A.mdoc`,
    /TiltAngle/g,
    (line) => `DateTime = 10-Jan-24  12:0${minutes[section++]}:00\n${line}`,
  );
  assert.equal(await codesAfter(change), []);
});

test('properties of labels without a list of these are no second fault', async () => {
  const attributes = `${spacingDirectory}/Annotations/104/vesicles-1.0_instancesegmentationmask.zarr/.zattrs`;
  const codes = await codesAfter(
    all(
      setJson(attributes, 'multiscales.0.metadata.image-label', {}),
      setJson(attributes, 'image-label', { properties: [{ 'label-value': 1 }] }),
    ),
  );
  assert.ok(codes.includes('LABELS_MISSING'));
  assert.not.ok(codes.includes('LABELS_INVALID'));
});

for (const [key, values, isTold] of [
  ['RotationAngle', [179.9, -179.9, 180, 179.8, -180], false],
  ['RotationAngle', [0.2, 0.1, 0.1, 0, 0.1], false],
  ['RotationAngle', [174.1, 84.1, 174.1, 174.1, 174.1], true],
  ['TargetDefocus', [-3, -3.5, -4, -4.5, -5], false],
  ['TargetDefocus', [-3, -3, -3, -3, -3.5], true],
] as const) {
  test(`sections with a ${key} of ${values.join(', ')} are ${isTold ? '' : 'not '}unlike each other`, async () => {
    let section = 0;
    const codes = await codesAfter(
      editText(`${run}/Frames/TS_A.mdoc`, /TiltAngle/g, (line) => `${key} = ${values[section++]}\n${line}`),
    );
    assert.equal(codes, isTold ? ['MDOC_SPACING_DIFFERS'] : []);
  });
}

test.run();
