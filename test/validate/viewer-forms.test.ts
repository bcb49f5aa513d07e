import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shardingInfo } from '../../src/neuroglancer/sharding.js';
import { rules } from '../../src/validate/rules/rules.js';
import type { PrecomputedFile } from '../neuroglancer/support/memory-directory.js';
import { writeShards } from '../neuroglancer/support/write-shards.js';
import { copy, copyFile, setJson, textBytes, unsetJson } from './mutations/edit.js';
import { spacingDirectory, tomogram } from './support/good-metadata.js';
import { maskFiles, precomputes } from './support/good-precomputes.js';
import { goodTree } from './support/good-tree.js';
import { codesOf, validateFiles } from './support/validate-files.js';

const test = suite('forms of what viewers load');

type Tree = Map<string, Uint8Array>;

const points = `${precomputes}/100-point_precompute`;
const lines = `${precomputes}/101-orientedpoint_precompute`;
const mask = `${precomputes}/103-segmentationmask_precompute`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const recordBytes = 24;

async function findingsOf(change: (tree: Tree) => void): Promise<string[]> {
  const tree = await goodTree();
  change(tree);
  const { findings, failures } = await validateFiles(tree, 'deep');
  assert.equal(failures, []);
  return findings.map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

function recordsOf(tree: Tree): Uint8Array[] {
  const cell = tree.get(`${points}/spatial0/0_0_0`) as Uint8Array;
  return [0, 1].map((index) => cell.slice(8 + index * recordBytes, 8 + (index + 1) * recordBytes));
}

test('a run without any of it is complete, with layers and without', async () => {
  const removeAll = (tree: Tree) => {
    for (const path of [...tree.keys()]) if (path.includes('_precompute/')) tree.delete(path);
  };
  assert.equal(await findingsOf(removeAll), []);
  const withoutLayers = (tree: Tree) => {
    removeAll(tree);
    const state = JSON.parse(Buffer.from(tree.get(viewer) as Uint8Array).toString());
    tree.set(viewer, textBytes(JSON.stringify({ ...state, layers: state.layers.slice(0, 1) })));
  };
  assert.equal(await findingsOf(withoutLayers), []);
});

test('checks of layers skip an entry that is not an object', async () => {
  const change = (tree: Tree) => {
    const state = JSON.parse(Buffer.from(tree.get(viewer) as Uint8Array).toString());
    state.layers[1].source.transform.matrix = [[2, 0, 0, 0]];
    tree.set(viewer, textBytes(JSON.stringify({ ...state, layers: [null, ...state.layers] })));
  };
  assert.equal(await findingsOf(change), [
    `METADATA_TYPE_WRONG ${viewer}: layers[0]: wrong kind of value`,
    `VIEWER_TRANSFORM_WRONG ${viewer}: layers[1] 100-point: the layer is transformed`,
  ]);
});

test('limits of a contrast may be in the shader', async () => {
  const shader = '#uicontrol invlerp contrast(range=[-5, 5])\nvoid main() { emitGrayscale(contrast()); }';
  assert.equal(await findingsOf(setJson(viewer, 'layers.0.shader', shader)), []);
});

test('points may lie by id in files of their own', async () => {
  const change = (tree: Tree) => {
    unsetJson(`${points}/info`, 'by_id.sharding')(tree);
    tree.delete(`${points}/by_id/0.shard`);
    for (const [id, record] of recordsOf(tree).entries()) tree.set(`${points}/by_id/${id}`, record);
  };
  assert.equal(await findingsOf(change), []);
  const lost = (tree: Tree) => {
    change(tree);
    tree.delete(`${points}/by_id/1`);
  };
  assert.equal(await findingsOf(lost), [`PRECOMPUTE_FILE_MISSING ${points}/by_id/1: the file is not there`]);
});

test('points may lie in several shards, packed', async () => {
  const sharding = {
    hash: 'murmurhash3_x86_128',
    preshift_bits: 0,
    minishard_bits: 1,
    shard_bits: 4,
    minishard_index_encoding: 'raw',
    data_encoding: 'gzip',
  } as const;
  const change = (tree: Tree) => {
    tree.delete(`${points}/by_id/0.shard`);
    setJson(`${points}/info`, 'by_id.sharding', shardingInfo(sharding))(tree);
    const entries = recordsOf(tree).map((value, id) => ({ key: BigInt(id), value }));
    for (const { name, bytes } of writeShards(entries, sharding)) {
      tree.set(`${points}/by_id/${name}`, Uint8Array.from(bytes));
    }
  };
  assert.equal(await findingsOf(change), []);
});

test('sizes of voxels may be in metres, nanometres or ångström, whole for masks', async () => {
  for (const width of [1.348e-9, 1.348, 13.48]) {
    const axis = [width, 'm'];
    const change = setJson(`${points}/info`, 'dimensions', { x: axis, y: axis, z: axis });
    assert.equal(await findingsOf(change), [], `${width}`);
  }
  for (const width of [1, 1.348, 13, 13.48]) {
    const change = (tree: Tree) => {
      setJson(`${mask}/info`, 'scales.0.resolution', [width, width, width])(tree);
      setJson(`${mask}/mesh/info`, 'transform', [width, 0, 0, 0, 0, width, 0, 0, 0, 0, width, 0])(tree);
    };
    assert.equal(await findingsOf(change), [], `${width}`);
  }
});

test('chunks of a mask need not be those of its zarr', async () => {
  const shape = [12, 20, 18] as const;
  const values = Uint32Array.from({ length: 12 * 20 * 18 }, (_, index) => (index % 7 === 0 ? 1 : 0));
  const put = (files: readonly PrecomputedFile[]) => (tree: Tree) => {
    for (const path of [...tree.keys()]) if (path.startsWith(`${mask}/`)) tree.delete(path);
    for (const { path, bytes } of files) tree.set(`${mask}/${path}`, Uint8Array.from(bytes));
  };
  assert.equal(await findingsOf(put(await maskFiles(values, shape, [1], 5, () => 'membrane'))), []);
  const [z, y, x] = [9, 11, 13];
  values[(z * 20 + y) * 18 + x] = 5;
  const tree = await goodTree();
  put(await maskFiles(values, shape, [1], 5, () => 'membrane'))(tree);
  const { findings } = await validateFiles(tree, 'deep');
  assert.equal(
    findings.map(({ code, path, found }) => [code, path, found]),
    [['PRECOMPUTE_VOXELS_DIFFER', `${mask}/data/0-18_0-20_5-10`, '1 of 1800 voxels differ']],
  );
  assert.match(findings[0]?.expected ?? '', /instead of 5 at 9, 11, 13 \(z, y, x\)$/);
});

test('bounds of lines may be those of their starts and ends', async () => {
  // The lines begin at 3.5, 4.25, 5 and are 15 long; their axes are y, −x and z.
  const change = (tree: Tree) => {
    setJson(`${lines}/info`, 'lower_bound', [3.5, 4.25, 5])(tree);
    setJson(`${lines}/info`, 'upper_bound', [18.5, 19.25, 20])(tree);
  };
  assert.equal(await findingsOf(change), []);
});

test('what other programs leave beside it is known', async () => {
  const change = (tree: Tree) => void tree.set(`${mask}/provenance`, textBytes('{}'));
  assert.equal(await findingsOf(change), []);
});

test('at depth headers only info files are read', async () => {
  const report = await validateFiles(await goodTree(), 'headers');
  assert.ok(report.notChecked.includes('the Neuroglancer precomputed data of 7 annotations'));
});

test('colours have a name of CSS, in any case', async () => {
  const colored = (color: string) => findingsOf(setJson(viewer, 'layers.1.annotationColor', color));
  for (const color of ['transparent', 'AliceBlue', 'yellowgreen']) assert.equal(await colored(color), []);
  for (const color of ['', 'reddish']) assert.is((await colored(color)).length, 1, color);
});

test('a mask whose sections are transparent shows its mesh, and is reported without one', async () => {
  const shown = (values: Record<string, unknown>) =>
    findingsOf((tree) => {
      const state = JSON.parse(Buffer.from(tree.get(viewer) ?? []).toString());
      const at = state.layers.findIndex((layer: object) =>
        JSON.stringify(layer).includes('/103-segmentationmask_precompute"'),
      );
      for (const [path, value] of Object.entries(values))
        setJson(viewer, `layers.${at}.${path}`, value)(tree);
    });
  assert.equal(await shown({ selectedAlpha: 0 }), []);
  assert.equal(await shown({ objectAlpha: 0 }), []);
  const parts = { 'source.enableDefaultSubsources': false, 'source.subsources': { default: true } };
  for (const values of [
    { selectedAlpha: 0, objectAlpha: 0 },
    { ...parts, selectedAlpha: 0 },
  ]) {
    const [found = '', ...more] = await shown(values);
    assert.match(found, /^VIEWER_LAYER_DIFFERS .*the layer is transparent$/);
    assert.equal(more, []);
  }
});

test('limits of a slider may have an exponent', async () => {
  for (const [pointScale, codes] of [
    [50, []],
    [5000, ['VIEWER_SHADER_WRONG']],
  ] as const) {
    const tree = await goodTree();
    const shader =
      '#uicontrol float pointScale slider(min=1e-2, max=1E3)\nvoid main() { setColor(defaultColor()); }';
    setJson(viewer, 'layers.1.shader', shader)(tree);
    setJson(viewer, 'layers.1.shaderControls', { pointScale })(tree);
    assert.equal(codesOf(await validateFiles(tree, 'headers')), codes);
  }
});

test('a control that the shader does not declare is a warning: viewers ignore its value', async () => {
  const tree = await goodTree();
  setJson(viewer, 'layers.1.shader', 'void main() { setColor(defaultColor()); }')(tree);
  setJson(viewer, 'layers.1.shaderControls', { opacity: 1 })(tree);
  const { findings } = await validateFiles(tree, 'deep');
  assert.equal(
    findings.map(({ code, severity, found }) => [code, severity, found]),
    [['VIEWER_SHADER_WRONG', 'warning', 'opacity']],
  );
});

test('colours that were chosen for each tomogram are left alone, and one that differs is named with both files', async () => {
  const other = viewer.replace('/100-', '/101-');
  const only = { rules: rules.filter(({ code }) => code === 'VIEWER_COLOR_DIFFERS') };
  for (const [layers, expected] of [
    [[1, 2, 4, 5], []],
    [[2], [[other, '#ff0000', '#1a2b3c']]],
  ] as const) {
    const tree = await goodTree();
    copy(tomogram, tomogram.replace(/100$/, '101'))(tree);
    copyFile(viewer, other)(tree);
    for (const layer of layers)
      setJson(
        viewer,
        `layers.${layer}.${layer < 4 ? 'annotationColor' : 'segmentDefaultColor'}`,
        '#1a2b3c',
      )(tree);
    const { findings } = await validateFiles(tree, 'headers', only);
    assert.equal(
      findings.map(({ path, found, expected: usual }) => [path, found, usual]),
      expected,
    );
  }
});

test('the background of a mask may be transparent', async () => {
  const colors = 'multiscales.0.metadata.image-label.colors.0';
  const path = `${spacingDirectory}/Annotations/104/vesicles-1.0_instancesegmentationmask.zarr/.zattrs`;
  const findings = await findingsOf((tree) => {
    setJson(path, `${colors}.label-value`, 0)(tree);
    setJson(path, `${colors}.rgba`, [0, 0, 0, 0])(tree);
  });
  assert.equal(
    findings.filter((finding) => finding.startsWith('ZARR_DISPLAY_WRONG')),
    [],
  );
});

test.run();
