import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { packedPng } from '../formats/support/packed-png.js';
import { editRecords } from './mutations/derived-edits.js';
import { add, all, editBytes, editText, remove, setJson } from './mutations/edit.js';
import type { Tree } from './mutations/mutation.js';
import { run, spacingDirectory, tiltSeries } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { codesOf, validateFiles } from './support/validate-files.js';

const test = suite('side-cars are read as ingest reads them');

const annotations = `${spacingDirectory}/Annotations`;
const points = `${annotations}/100/ribosome-1.0_point.ndjson`;
const oriented = `${annotations}/101/nucleosome-1.0_orientedpoint.ndjson`;
const mesh = `${annotations}/103/membrane-1.0_triangularmesh.glb`;
const thumbnail = `${spacingDirectory}/Images/100/key-photo-thumbnail.png`;

async function reportOf(change: (tree: Tree) => void): Promise<ValidationReport> {
  const tree = await goodTree();
  change(tree);
  return validateFiles(tree, 'deep');
}

test('pictures of few bits a pixel, interlaced or not', async () => {
  for (const isInterlaced of [false, true]) {
    const picture = packedPng({ width: 134, height: 100, depth: 4, isInterlaced });
    assert.equal(codesOf(await reportOf((tree) => tree.set(thumbnail, picture))), []);
  }
});

test('a picture that inflates to more than its pixels', async () => {
  const picture = packedPng({ width: 134, height: 100, depth: 4, extraBytes: 1e6 });
  const { findings } = await reportOf((tree) => tree.set(thumbnail, picture));
  assert.equal(
    findings.map(({ code, found }) => [code, found]),
    [['IMAGE_UNREADABLE', 'more']],
  );
});

test('a tilt range may be that of raw tilts that leave sections out', async () => {
  const isTold = async (tilts: string, min: number, max: number) => {
    const metadata = `${tiltSeries}/tiltseries_metadata.json`;
    const range = all(setJson(metadata, 'tilt_range.min', min), setJson(metadata, 'tilt_range.max', max));
    const report = await reportOf(all(editText(`${tiltSeries}/TS_A.rawtlt`, /[\s\S]*/, tilts), range));
    return codesOf(report).includes('TILT_RANGE_WRONG');
  };
  assert.not(await isTold('-12.01\n0\n12\n', -12, 12));
  assert.not(await isTold('-12\n0\n12\n', -24, 24));
  assert.ok(await isTold('-12\n0\n12\n', -12, 24));
  assert.ok(await isTold('-30\n-12\n0\n12\n30\n', -30, 30), 'as many as the mdoc has');
});

test('blank lines are one finding', async () => {
  const { findings } = await reportOf(editText(points, /\n/, '\n\n \n'));
  assert.equal(
    findings.map(({ code, message, line }) => [code, message, line]),
    [['POINT_INVALID', '2 blank lines, this one the first', 2]],
  );
});

test('a binning in the title of an mdoc may count half pixels, and means may equal an extreme', async () => {
  const mdoc = `${run}/Frames/TS_A.mdoc`;
  const withBinning = (title: string, binning: string) =>
    all(
      editText(mdoc, 'binning = 1', `binning = ${title}`),
      editText(mdoc, /ExposureTime/g, (key) => `Binning = ${binning}\nMinMaxMean = 7 7 7.00001\n${key}`),
    );
  for (const [title, binning] of [
    ['0', '0.5'],
    ['1.0', '0.5'],
    ['4', '4'],
  ] as const)
    assert.equal(codesOf(await reportOf(withBinning(title, binning))), [], title);
  const { findings } = await reportOf(withBinning('4', '2'));
  assert.equal(
    findings.map(({ code, found, expected }) => [code, found, expected]),
    [['MDOC_SPACING_DIFFERS', '4', '2']],
  );
});

test('the first row of a CTF table that is out of range is told, and its metadata before it', async () => {
  const metadata = `${tiltSeries}/tiltseries_metadata.json`;
  const table = editText(`${tiltSeries}/TS_A_CTFFIND_ctf.txt`, /0\.2 8\.81/g, '1.5 8.81');
  const [inTable] = (await reportOf(table)).findings;
  assert.match(inTable?.path ?? '', '_ctf.txt');
  assert.equal(
    [inTable?.code, inTable?.found, inTable?.expected, inTable?.consequences?.map(({ code }) => code)],
    ['SECTION_CORRELATION_OUT_OF_RANGE', '1.5', 'from −1 to 1', ['SECTION_CTF_DIFFERS']],
  );
  const described = editRecords(metadata, 'per_section_parameter', (record) => {
    record.cross_correlation = 1.5;
  });
  const { findings } = await reportOf(all(table, described));
  assert.equal(
    findings.map(({ code, path }) => [code, path]),
    Array(5).fill(['SECTION_CORRELATION_OUT_OF_RANGE', metadata]),
  );
});

test('raw tilts that differ from the mdoc by rounding are its angles', async () => {
  const [mdoc, rawTilts] = [`${run}/Frames/TS_A.mdoc`, `${tiltSeries}/TS_A.rawtlt`];
  // The stage records -11.96°, and the file has one decimal: 0.05° pass.
  const rounded = all(
    editText(mdoc, 'TiltAngle = -12\n', 'TiltAngle = -11.96\n'),
    editRecords(`${tiltSeries}/tiltseries_metadata.json`, 'per_section_parameter', (record) => {
      if (record.raw_angle === -12) record.raw_angle = -11.96;
    }),
  );
  assert.equal(codesOf(await reportOf(rounded)), []);
  // With two decimals in both files, 0.04° are another angle.
  const { findings } = await reportOf(all(rounded, editText(rawTilts, '0.00', '0.01')));
  assert.equal(
    findings.map(({ code, found }) => [code, found]),
    [
      ['RAWTILT_NOT_IN_MDOC', '-12°'],
      ['RAWTILT_NOT_IN_MDOC', '0.01°'],
    ],
  );
});

test('a list of tilts beside raw tilts may be refined, but not those of another run', async () => {
  const reported = async (tilts: readonly number[]) => {
    const { findings } = await reportOf(add(`${tiltSeries}/TS_A.tlt`, `${tilts.join('\n')}\n`));
    return findings
      .filter(({ code }) => /RAWTILT|ALIGNMENT/.test(code))
      .map(({ code, found }) => [code, found]);
  };
  assert.equal(await reported([-23.4, -12.2, 0.7, 12.9, 24.3]), []);
  assert.equal(await reported([-60, -30, 0, 30, 60]), [['RAWTILT_NOT_IN_MDOC', '5 tilts from -60° to 60°']]);
});

test('sections are compared with the mdoc by a list of tilts that may be refined', async () => {
  const metadata = `${tiltSeries}/tiltseries_metadata.json`;
  const reported = async (tilts: readonly number[], ...changes: readonly ((tree: Tree) => void)[]) => {
    const list = add(`${tiltSeries}/TS_A.tlt`, `${tilts.join('\n')}\n`);
    const named = setJson(metadata, 'raw_tlt_path', `${tiltSeries}/TS_A.tlt`);
    const { findings } = await reportOf(all(remove(`${tiltSeries}/TS_A.rawtlt`), list, named, ...changes));
    return findings
      .filter(({ code }) => code.startsWith('SECTION'))
      .map(({ code, message }) => `${code} ${message}`);
  };
  const refined = [-23.4, -12.2, 0.7, 12.9, 24.3];
  assert.equal(await reported(refined), []);
  // Without a CTF table, an ingest by such a list describes no section.
  assert.equal(await reported(refined, setJson(metadata, 'per_section_parameter', [])), []);
  const moved = await reported(
    refined,
    setJson(metadata, 'per_section_parameter.1.frame_acquisition_order', 4),
  );
  assert.equal(moved, [
    'SECTION_ORDER_DIFFERS per_section_parameter[1]: frame_acquisition_order is not what the files give',
  ]);
  // A list without a tilt does not say which section lacks it.
  assert.equal(await reported(refined.slice(1)), []);
});

test('XML in UTF-16, as Warp writes it, begins with its mark', async () => {
  const ctf = `${tiltSeries}/TS_A_CTFFIND_ctf.txt`;
  const marked = async (text: string) => {
    const report = await reportOf(editBytes(ctf, () => Buffer.from(`\ufeff${text}`, 'utf16le')));
    return codesOf(report).includes('BYTE_ORDER_MARK');
  };
  assert.equal([await marked('<TiltSeries/>'), await marked('1 2')], [false, true]);
});

test('points with and without a matrix', async () => {
  const matrix = '"xyz_rotation_matrix":[[1,0,0],[0,1,0],[0,0,1]]';
  const mixed = await reportOf(editText(points, '{', `{${matrix},`));
  assert.equal(codesOf(mixed), ['POINT_INVALID']);
  const without = await reportOf(editText(oriented, /,?"xyz_rotation_matrix":\[\[.*?\]\]/, ''));
  assert.equal(codesOf(without), ['ROTATION_INVALID']);
  const [finding] = without.findings;
  assert.equal([finding?.found, finding?.line], ['no matrix', 1]);
});

test('a mesh whose indices are signed', async () => {
  const signed = editBytes(mesh, (bytes) =>
    Buffer.from(bytes.toString('latin1').replace('"componentType":5123', '"componentType":5122'), 'latin1'),
  );
  const { findings } = await reportOf(signed);
  assert.equal(
    findings.map(({ code, message }) => [code, message]),
    [['MESH_UNREADABLE', 'the indices are not whole numbers of 0 or more']],
  );
});

test.run();
