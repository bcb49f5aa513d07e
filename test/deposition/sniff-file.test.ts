import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sniffFile, startBytes } from '../../src/deposition/sniff-file.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('kinds of files');

const encode = (text: string) => new TextEncoder().encode(text);

function sniff(path: string, content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? encode(content) : content;
  return sniffFile({ path, size: bytes.length, bytes: bytes.subarray(0, startBytes) });
}

const kindOf = (path: string, content: string | Uint8Array) => {
  const { kind, format } = sniff(path, content);
  return `${kind} ${format}`;
};

test('texts are told by their content, and by their names where that does not tell', () => {
  const star = (block: string, ...columns: string[]) =>
    `data_${block}\n\nloop_\n${columns.map((name, at) => `_${name} #${at + 1}\n`).join('')}1 2 3\n`;
  const cases: readonly [path: string, content: string, expected: string][] = [
    ['a.mdoc', 'PixelSpacing = 2\n[ZValue = 0]\nTiltAngle = 3\n', 'mdoc mdoc'],
    ['a.txt', '[FrameSet = 0]\nTiltAngle = 3\n', 'mdoc mdoc'],
    ['a.xf', '1 0 0 1 0.5 -2\n', 'transforms xf'],
    ['a.prexg', '1 0 0 1 0.5 -2\n', 'text text'],
    ['cloud.xyz', '1.0 2.0 3.0 255 0 10\n2.0 3.0 4.0 255 0 10\n', 'text text'],
    ['series.star', star('', 'rlnGroupName', 'rlnImageName', 'rlnDefocusU', 'rlnAngleRot'), 'star star'],
    ['a.rawtlt', '-60\n-57\n', 'angles rawtlt'],
    ['a.tlt', ' -60.00\n', 'angles tlt'],
    ['a_TLT.txt', '  -60.00     1      3.00\n', 'angles tlt'],
    ['a_TLT.txt', '1.5 2.5 3.5\n', 'points coords'],
    ['a.aln', '# AreTomo Alignment\n', 'alignment ARETOMO3'],
    ['tilt.com', '$tilt -StandardInput\n', 'alignment IMOD'],
    ['a.xml', '<?xml version="1.0"?>\n<TiltSeries DataDirectory="">\n', 'alignment WARP'],
    ['p.csv', '1,2,3\n4,5,6\n', 'points csv'],
    ['p.csv', 'x,y,z\n4,5,6\n', 'points csv_with_header'],
    ['p.tsv', 'X\tY\tZ\n4\t5\t6\n', 'points tsv_with_header'],
    ['p.star', star('', 'rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'), 'points relion3_star'],
    ['p.star', star('particles', 'rlnCenteredCoordinateXAngst'), 'points relion5_star'],
    ['p.json', '{"pickable_object_name": "a", "points": []}', 'points copick'],
    ['p.ndjson', '{"type": "point", "location": {"x": 1, "y": 2, "z": 3}}\n', 'points ndjson'],
    ['a.txt', '1 20000 19000 30 0 0.1 5\n2 20000 19000 30 0 0.1 5\n', 'ctf CTFFIND'],
    ['m.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', 'mesh obj'],
    ['t.star', star('optics', 'rlnVoltage'), 'star star'],
    ['runs.csv', 'run,lab\nTS_1,abc\n', 'table csv'],
    ['a.json', '[1, 2]', 'json json'],
    ['a.yaml', 'deposition: 1\n', 'yaml yaml'],
    ['README', 'Something about it.\n', 'text text'],
    ['empty.mrc', '', 'unknown unknown'],
  ];
  for (const [path, content, expected] of cases)
    assert.is(kindOf(path, content), expected, `${path}: ${content}`);
});

test('what a file can be read as besides is told too', () => {
  const columns = ['rlnTomoYTilt', 'rlnTomoZRot', 'rlnTomoXShiftAngst', 'rlnTomoYShiftAngst', 'rlnDefocusU'];
  const text = `data_TS_1\n\nloop_\n${columns.map((name) => `_${name}\n`).join('')}1 2 3 4 5\n`;
  assert.equal(sniff('TS_1.star', text), {
    kind: 'alignment',
    format: 'RELION',
    others: [{ kind: 'ctf', format: 'RELION' }],
  });
});

test('every file of a deposition has its kind', () =>
  inTemporaryDirectory(async (directory) => {
    const { input } = await makeTinyDeposition(directory);
    const found = new Set<string>();
    for (const entry of await readdir(input, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = relative(input, join(entry.parentPath, entry.name));
      found.add(`${path.replace(/^.*\./, '.')}: ${kindOf(path, await readFile(join(input, path)))}`);
    }
    assert.equal([...found].sort(), [
      '.aln: alignment ARETOMO3',
      '.csv: points csv',
      '.csv: points tardis',
      '.csv: table csv',
      '.defocus: ctf IMOD',
      '.gain: volume TIFF',
      '.glb: mesh glb',
      '.mdoc: mdoc mdoc',
      '.mrc: volume MRC',
      '.obj: mesh obj',
      '.png: picture png',
      '.rawtlt: angles rawtlt',
      '.rec: volume MRC',
      '.st: volume MRC',
      '.star: points relion4_star',
      '.stl: mesh stl',
      '.tif: volume TIFF',
      '.tlt: angles tlt',
      '.tsv: table tsv',
      '.txt: ctf CTFFIND',
      '.xf: transforms xf',
      '.xtilt: angles xtilt',
    ]);
  }));

test.run();
