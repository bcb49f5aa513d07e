import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nearnessOf } from '../../src/validate/consequences.js';
import { noSettings, type TreeIssue } from '../../src/validate/finding.js';
import { rules } from '../../src/validate/rules/rules.js';
import { add, editBytes, editText, rename, setJson } from './mutations/edit.js';
import type { Tree } from './mutations/mutation.js';
import { alignment, run, spacingDirectory, tiltSeries, tomogram } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { namedCodes } from './support/named-codes.js';
import { validateFiles } from './support/validate-files.js';

const test = suite('one cause, one finding');

const said = (findings: readonly TreeIssue[]) =>
  findings.map(({ code, path, message }) => `${code} ${path}: ${message}`).join('\n');

test('the table names rules that there are', () => {
  const codes = new Set(rules.map(({ code }) => code));
  assert.equal(
    [...namedCodes].filter((code) => code !== '*' && !codes.has(code)),
    [],
  );
  assert.equal(nearnessOf('MRC_CELL_NEGATIVE', 'SPACING_MRC_DIFFERS'), ['file']);
  assert.equal(nearnessOf('SPACING_MRC_DIFFERS', 'MRC_CELL_NEGATIVE'), []);
});

test('a volume that is not there is one error; that metadata name it follows from it', async () => {
  const tree = await goodTree();
  tree.delete(`${tomogram}/TS_A.mrc`);
  const report = await validateFiles(tree, 'headers');
  assert.equal([report.errors, report.findings.length], [1, 1], said(report.findings));
  const [finding] = report.findings;
  assert.is(finding?.code, 'VOLUME_FORMAT_MISSING');
  assert.ok((finding?.consequences ?? []).some(({ code }) => code === 'REFERENCE_MISSING'));
  assert.equal(
    report.codes.map(({ code, count }) => [code, count]),
    [['VOLUME_FORMAT_MISSING', 1]],
  );
});

test('a truncated MRC is one error at every depth', async () => {
  for (const depth of ['headers', 'sample', 'deep'] as const) {
    for (const cut of [1, 100]) {
      const tree = await goodTree();
      editBytes(`${tomogram}/TS_A.mrc`, (bytes) => bytes.slice(0, bytes.length - cut))(tree);
      const report = await validateFiles(tree, depth);
      assert.equal(
        [report.verdict, report.errors, report.findings.length],
        ['invalid', 1, 1],
        `${depth} ${cut}\n${said(report.findings)}`,
      );
      assert.equal([report.findings[0]?.code, report.findings[0]?.severity], ['MRC_SIZE_DIFFERS', 'error']);
      assert.match(report.findings[0]?.message ?? '', 'shorter than its header says');
    }
  }
  const longer = await goodTree();
  editBytes(`${tomogram}/TS_A.mrc`, (bytes) => Buffer.concat([bytes, new Uint8Array(7)]))(longer);
  const report = await validateFiles(longer, 'deep');
  assert.equal([report.verdict, report.errors, report.warnings], ['valid', 0, 1], said(report.findings));
});

test('a cause that is ignored hides nothing that follows from it', async () => {
  const tree = await goodTree();
  tree.delete(`${tomogram}/TS_A.mrc`);
  const settings = { ...noSettings, forced: new Map([['VOLUME_FORMAT_MISSING', 'ignore'] as const]) };
  const report = await validateFiles(tree, 'headers', { settings });
  assert.is(report.verdict, 'invalid');
  assert.ok(
    report.findings.every(({ code }) => code === 'REFERENCE_MISSING'),
    said(report.findings),
  );
});

test('a header of another size than the zarr and the metadata is what was found', async () => {
  const tree = await goodTree();
  const size = (await validateFiles(tree, 'headers')).errors;
  assert.is(size, 0);
  editBytes(`${tomogram}/TS_A.mrc`, (_, view) => {
    view.setInt32(8, view.getInt32(8, true) - 1, true);
    return undefined;
  })(tree);
  const report = await validateFiles(tree, 'headers');
  const differs = report.findings
    .flatMap((finding) => [finding, ...(finding.consequences ?? [])])
    .find(({ code }) => code === 'VOLUME_SIZE_DIFFERS');
  assert.is(differs?.path, `${tomogram}/TS_A.mrc`, said(report.findings));
  assert.match(differs?.message ?? '', 'not that of the zarr and the metadata');
  assert.not.ok(report.findings.some(({ code }) => code === 'ZARR_SHAPE_WRONG'));
});

test('a file that several name and that is not there is one finding, and is what was expected', async () => {
  const tree = await goodTree();
  const missing = `${run}/nowhere.mrc`;
  setJson(`${tomogram}/tomogram-metadata.json`, 'key_photo', { snapshot: missing, thumbnail: missing })(tree);
  const report = await validateFiles(tree, 'headers');
  const naming = report.findings.filter(({ expected }) => expected === missing);
  assert.is(naming.length, 1, said(report.findings));
  assert.is(naming[0]?.found, undefined);
});

/** The number of findings by code, and the first message of each code, after a change to the good tree. */
async function foundAfter(change: (tree: Tree) => void) {
  const tree = await goodTree();
  change(tree);
  const { findings, codes } = await validateFiles(tree, 'headers');
  const first = (code: string) => findings.find((finding) => finding.code === code);
  return { counts: Object.fromEntries(codes.map(({ code, count }) => [code, count])), first };
}

test('a directory that was renamed is one finding, of a dataset and of a run', async () => {
  const dataset = await foundAfter(rename('10001', '10002'));
  assert.equal(dataset.counts, { IDENTIFIER_DISAGREES: 1 });
  const { found, expected, consequences = [] } = dataset.first('IDENTIFIER_DISAGREES') ?? {};
  assert.equal([found, expected], ['10001', '10002']);
  const codes = new Set(consequences.map(({ code }) => code));
  for (const code of ['REFERENCE_MISSING', 'VIEWER_LAYER_FOREIGN', 'VOLUME_NAMED_WRONG'])
    assert.ok(codes.has(code), code);
  const { counts, first } = await foundAfter(rename(run, '10001/TS_B'));
  assert.equal(counts, { RUN_NAME_WRONG: 1, FRAME_SECTION_DIFFERS: 1 });
  assert.equal([first('RUN_NAME_WRONG')?.found, first('RUN_NAME_WRONG')?.expected], ['TS_A', 'TS_B']);
});

test('paths of frames that the mdoc does not give are told once, not by every frame that is not named', async () => {
  const frames = `${run}/Frames/frames_metadata.json`;
  const { counts, first } = await foundAfter(editText(frames, /10001\/TS_A\/Frames\/(?=TS_A_)/g, ''));
  assert.equal(counts, { FRAME_SECTION_DIFFERS: 1 });
  assert.match(first('FRAME_SECTION_DIFFERS')?.message ?? '', /^frames\[0\]: path .*, nor in 4 more$/);
  const without = await foundAfter(setJson(frames, 'frames', []));
  assert.equal(without.counts, { MDOC_SECTION_COUNT_WRONG: 1 });
});

test('a document that is no mapping is of the wrong type, and lacks nothing', async () => {
  for (const path of [`${tiltSeries}/tiltseries_metadata.json`, `${tomogram}/tomogram-metadata.json`]) {
    const { counts, first } = await foundAfter(editText(path, /^.*$/s, (text) => `[${text}]`));
    assert.is(counts.METADATA_TYPE_WRONG, 1);
    assert.equal(first('METADATA_TYPE_WRONG')?.expected, 'a mapping');
    for (const code of ['DERIVED_VALUE_MISSING', 'VOLUME_NAMED_WRONG']) assert.is(counts[code], undefined);
  }
});

test('what is wrong with all sections is told of five, and the others are counted', async () => {
  const { counts, first } = await foundAfter((tree) => {
    for (let z = 0; z < 5; z++) {
      const section = `per_section_parameter.${z}`;
      setJson(`${tiltSeries}/tiltseries_metadata.json`, `${section}.raw_angle`, '1')(tree);
      setJson(`${tiltSeries}/tiltseries_metadata.json`, `${section}.phase_shift`, '1')(tree);
    }
  });
  assert.equal([counts.METADATA_TYPE_WRONG, first('METADATA_TYPE_WRONG')?.found], [5, "'1'"]);
});

test('a fault of one file of an alignment names that file', async () => {
  const broken = await foundAfter(editText(`${alignment}/TS_A.xf`, /\S+/, 'NaN'));
  const { path, found } = broken.first('ALIGNMENT_UNREADABLE') ?? {};
  assert.equal([path, found], [`${alignment}/TS_A.xf`, '"NaN"']);
  const short = await foundAfter(add(`${alignment}/TS_A.xtilt`, '0\n0\n'));
  const { path: file, found: rows } = short.first('ALIGNMENT_UNREADABLE') ?? {};
  assert.equal([file, rows], [`${alignment}/TS_A.xtilt`, '2']);
});

test('a whole voxel spacing is a warning', () => {
  assert.is(rules.find(({ code }) => code === 'SPACING_WHOLE')?.severity, 'warning');
  assert.ok(spacingDirectory.length > 0);
});

test.run();
