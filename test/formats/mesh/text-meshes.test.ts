import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { meshFormatOf, readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { buildStl } from '../support/build-meshes.js';
import { triangles } from '../support/measure-mesh.js';
import { errorOf, survivesAsync } from '../support/points.js';

const test = suite('OBJ, STL and VTK');

const encode = (text: string) => new TextEncoder().encode(text);
const read = (contents: string | Uint8Array, format: string) =>
  readMesh(typeof contents === 'string' ? encode(contents) : contents, `mesh.${format}`);
const facesOf = async (contents: string | Uint8Array, format: string) => [
  ...(await read(contents, format)).faces,
];

async function assertErrors(
  format: string,
  wrong: readonly [string | Uint8Array, RegExp, RegExp][],
): Promise<void> {
  for (const [contents, message, more] of wrong) {
    const error = await errorOf(() => read(contents, format));
    assert.match(error.message, message);
    assert.match(`${error.line}|${error.expected}|${error.found}`, more);
    assert.is(error.path, `mesh.${format}`);
  }
}

test('obj: quads, fans, relative and joined indices', async () => {
  const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0 0.5\nv 0 1 0\n';
  assert.equal(await facesOf(`# a square\no one\n${square}f 1/1 2/2/2 3//3 4\n`, 'obj'), [0, 1, 2, 2, 3, 0]);
  assert.equal(await facesOf('v 0 0 0\nv 1 0 0\nv 1 1 0\nf -3 -2 -1\n', 'obj'), [0, 1, 2]);
  assert.equal(
    await facesOf(`${square}v 0 0 5\nf 1 2 \\\n3 4 5 # five\n`, 'obj'),
    [0, 1, 2, 0, 2, 3, 0, 3, 4],
  );
  assert.equal(await facesOf(`f 1 2 3\n${square}`, 'obj'), [0, 1, 2]);
  assert.equal(await facesOf(`${square}v 0 0 0\nf 1 2 3\nf 5 3 4\n`, 'obj'), [0, 1, 2, 0, 2, 3]);
});

test('obj: says what is wrong and where', async () => {
  const triangle = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
  await assertErrors('obj', [
    ['', /no faces/, /none/],
    [triangle, /no faces/, /none/],
    [`${triangle}f 1 2 4\n`, /a missing vertex/, /^4\|1 to 3.*\|4/],
    [`${triangle}f 0 1 2\n`, /a missing vertex/, /^4.*\|0/],
    [`${triangle}f -4 1 2\n`, /a missing vertex/, /^4.*\|-4/],
    [`${triangle}f 1 2 x\n`, /a missing vertex/, /^4.*\|x/],
    [`${triangle}f 1 2\n`, /too few corners/, /^4.*\|2/],
    ['v 0 0\n', /not a vertex/, /^1.*v 0 0/],
    ['v 0 0 nan\n', /not a vertex/, /^1.*nan/],
  ]);
});

test('one place is one vertex, however its zeros are signed; unused vertices are dropped', async () => {
  const mesh = await read('v 9 9 9\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv -0 0 0\nf 2 3 4\nf 5 4 3\n', 'obj');
  assert.equal([...mesh.faces], [0, 1, 2, 0, 2, 1]);
  assert.equal([...mesh.vertices], [0, 0, 0, 1, 0, 0, 0, 1, 0]);
});

const facets = [
  [0, 0, 0, 1, 0, 0, 0, 1, 0],
  [1, 0, 0, 1, 1, 0, 0, 1, 0],
];

function asciiStl(corners = 3): string {
  const vertices = (values: readonly number[]) =>
    [0, 3, 6].slice(0, corners).map((at) => `vertex ${values.slice(at, at + 3).join(' ')}`);
  const facet = (values: readonly number[]) =>
    ['facet normal 0 0 1', 'outer loop', ...vertices(values), 'endloop', 'endfacet'].join('\n');
  return `solid name\n${facets.map(facet).join('\n')}\nendsolid name\n`;
}

test('stl: binary by its size, text otherwise, equal vertices joined', async () => {
  const binary = buildStl(facets);
  const misleading = binary.slice();
  misleading.set(encode('solid'), 0);
  for (const contents of [binary, misleading, asciiStl(), asciiStl().toUpperCase()]) {
    const mesh = await read(contents, 'stl');
    assert.equal([...mesh.faces], [0, 1, 2, 1, 3, 2]);
    assert.equal([...mesh.vertices], [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]);
  }
});

test('stl: text is known by its first word in any case', () => {
  for (const start of ['solid\n', 'SOLID name\n', ' \n\tSolid\tname\r\n', 'solid', 'solid\r']) {
    assert.is(meshFormatOf('mesh', encode(start))?.name, 'stl', JSON.stringify(start));
  }
  for (const start of ['solids\n', 'a solid\n', 'solid_name\n']) {
    assert.is(meshFormatOf('mesh', encode(start)), null, start);
  }
});

test('stl: says what is wrong', async () => {
  const binary = buildStl(facets);
  const solid = buildStl(facets, 3);
  solid.set(encode('solid'), 0);
  const infinite = buildStl([[Infinity, 0, 0, 1, 0, 0, 0, 1, 0]]);
  await assertErrors('stl', [
    ['', /neither a binary nor a text/, /0 bytes/],
    [binary.subarray(0, 183), /neither/, /184 bytes for the 2 facets.*183 bytes/],
    [buildStl(facets, 3), /neither/, /234 bytes for the 3 facets.*184/],
    [solid, /neither/, /begin with "solid/],
    [buildStl([]), /no faces/, /none/],
    [infinite, /not a finite number/, /Infinity/],
    ['solid x\nendsolid\n', /no faces/, /none/],
    [asciiStl(2), /not a triangle/, /^7.*2 vertices/],
    [asciiStl().replace('vertex 1 0 0', 'vertex 1 0'), /not a vertex/, /^5/],
    [asciiStl().slice(0, 54), /within a facet/, /the end of the file/],
    ['solid x\nhello\n', /not a line of an STL/, /^2.*hello/],
  ]);
});

const vtkHeader = (encoding: string) => `# vtk DataFile Version 5.1\ntitle\n${encoding}\nDATASET POLYDATA\n`;
const square = 'POINTS 4 float\n0 0 0 1 0 0\n1 1 0 0 1 0\n';

test('vtk: both forms of cells, polygons, strips, sections passed over', async () => {
  const header = vtkHeader('ASCII');
  assert.equal(
    await facesOf(`${header}${square}POLYGONS 2 8\n3 0 1 2\n3 0 2 3\n`, 'vtk'),
    [0, 1, 2, 0, 2, 3],
  );
  const offsets = 'POLYGONS 3 6\nOFFSETS vtktypeint64\n0 3 6\nCONNECTIVITY vtktypeint64\n0 1 2 0 2 3\n';
  assert.equal(await facesOf(`${header}${square}${offsets}`, 'vtk'), [0, 1, 2, 0, 2, 3]);
  assert.equal(await facesOf(`${header}${square}polygons 1 5\r\n4 0 1 2 3\r\n`, 'vtk'), [0, 1, 2, 2, 3, 0]);
  assert.equal(
    await facesOf(`${header}${square}TRIANGLE_STRIPS 1 5\n4 0 1 3 2\n`, 'vtk'),
    [0, 1, 2, 2, 1, 3],
  );
  const mixed = 'VERTICES 1 2\n1 0\nLINES 1 3\n2 0 1\nPOLYGONS 1 4\n3 0 1 2\n';
  const more = 'METADATA\nINFORMATION 0\n\nFIELD f 1\na 1 2 float\n1 2\nPOINT_DATA 4\nwhatever follows';
  assert.equal(await facesOf(`${header}${square}${mixed}${more}`, 'vtk'), [0, 1, 2]);
});

function binaryVtk(indexBytes: 4 | 8): Uint8Array {
  const floats = Buffer.alloc(36);
  [0, 0, 0, 1, 0, 0, 0, 1, 0].forEach((value, index) => {
    floats.writeFloatBE(value, 4 * index);
  });
  const integers = (values: readonly number[]) => {
    const buffer = Buffer.alloc(indexBytes * values.length);
    values.forEach((value, index) => {
      buffer.writeInt32BE(value, indexBytes * index + indexBytes - 4);
    });
    return buffer;
  };
  const cells =
    indexBytes === 4
      ? ['POLYGONS 1 4\n', integers([3, 0, 1, 2])]
      : [
          'POLYGONS 2 3\nOFFSETS vtktypeint64\n',
          integers([0, 3]),
          '\nCONNECTIVITY vtktypeint64\n',
          integers([0, 1, 2]),
        ];
  const parts = [vtkHeader('BINARY'), 'POINTS 3 float\n', floats, '\n', ...cells, '\n'];
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
  );
}

test('vtk: binary', async () => {
  for (const bytes of [4, 8] as const) {
    const mesh = await read(binaryVtk(bytes), 'vtk');
    assert.equal(triangles(mesh), [
      [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
    ]);
  }
});

test('vtk: texts of fields are passed over', async () => {
  const field =
    'FIELD FieldData 3\nnames 1 3 string\nPOINTS\n\na b c\nn 1 2 int\n1 2\nlast 2 1 string\nx\ny\n';
  assert.equal(
    await facesOf(`${vtkHeader('ASCII')}${field}${square}POLYGONS 1 4\n3 0 1 2\n`, 'vtk'),
    [0, 1, 2],
  );
  const long = 'x'.repeat(20_000);
  const texts = [
    Buffer.from([0xc0 | 2]),
    'ab',
    Buffer.from([0xc0]),
    Buffer.from([0x80 | 1, 0]),
    'y'.repeat(256),
    Buffer.from([0x40, 0, 0x4e, 0x20]),
    long,
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]),
    'z',
    '\n',
  ];
  const rest = Buffer.from(binaryVtk(4)).subarray(vtkHeader('BINARY').length);
  const binary = (parts: readonly (string | Buffer)[]) =>
    Buffer.concat([
      ...[vtkHeader('BINARY'), 'FIELD FieldData 1\nnames 1 5 string\n', ...parts].map((part) =>
        Buffer.from(part),
      ),
      rest,
    ]);
  assert.equal(await facesOf(binary(texts), 'vtk'), [0, 1, 2]);
  const cut = binary([Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])]);
  await assertErrors('vtk', [
    [cut, /the field are cut short/, /bytes/],
    [
      `${vtkHeader('ASCII')}FIELD FieldData 1\nnames 1 9 string\na\n`,
      /the field are cut short/,
      /8 more texts/,
    ],
  ]);
});

test('vtk: a lone CR ends lines', async () => {
  const text = `${vtkHeader('ASCII')}${square}METADATA\nINFORMATION 0\n\nPOLYGONS 1 4\n3 0 1 2\n`;
  for (const end of ['\r', '\r\n']) {
    assert.equal(await facesOf(text.replaceAll('\n', end), 'vtk'), [0, 1, 2]);
  }
});

test('vtk: says what is wrong', async () => {
  const header = vtkHeader('ASCII');
  await assertErrors('vtk', [
    ['<html>', /not a legacy VTK/, /<html>/],
    ['# vtk DataFile Version 3.0\nt\nXML\n', /unknown encoding/, /XML/],
    [
      '# vtk DataFile Version 3.0\nt\nASCII\nDATASET STRUCTURED_POINTS\n',
      /not a surface/,
      /STRUCTURED_POINTS/,
    ],
    [`${header}${square}`, /no faces/, /none/],
    [`${header}${square}POLYGONS 1 4\n3 0 1 4\n`, /a missing point/, /0 to 3.*\|4/],
    [`${header}${square}POLYGONS 1 4\n3 0 1\n`, /cut short|not a number/, /./],
    [`${header}${square}POLYGONS 2 4\n3 0 1 2\n`, /do not agree/, /2 cells/],
    [`${header}${square}POLYGONS 1 4\n9 0 1 2\n`, /longer than its list/, /9/],
    [`${header}POINTS 99999999 float\n1 2 3\n`, /cut short/, /./],
    [`${header}POINTS 1 bit\n1 2 3\n`, /unknown type/, /bit/],
    [`${header}HELLO\n`, /unknown section/, /HELLO/],
    [
      `${header}${square}POLYGONS 2 3\nOFFSETS vtktypeint64\n1 3\nCONNECTIVITY vtktypeint64\n0 1 2\n`,
      /offsets do not fit/,
      /1 3/,
    ],
    [binaryVtk(4).subarray(0, -5), /cut short/, /16 bytes/],
  ]);
});

test('an interrupt ends the reading of a long text after 1 MiB, or 131,072 numbers', async () => {
  const vtp = '<VTKFile type="PolyData"><PolyData><Piece><Points><DataArray type="Float32">';
  for (const [format, line, head, tail] of [
    ['obj', 'v 0 0 0\n', '', ''],
    ['stl', 'solid a    \n', '', ''],
    ['vtp', '1 ', vtp, '</DataArray></Points></Piece></PolyData></VTKFile>'],
  ] as const) {
    let pauses = 0;
    const interrupted = readMesh(
      Buffer.from(`${head}${line.repeat(400_000)}${tail}`),
      'a',
      { format },
      async () => {
        pauses++;
        if (pauses === 2) throw new DOMException('interrupted', 'AbortError');
      },
    );
    await interrupted.then(
      () => assert.unreachable(),
      ({ name }) => assert.is(name, 'AbortError'),
    );
    assert.is(pauses, 2);
  }
});

test('survives mangled files', async () => {
  const obj = encode('v 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\n');
  const vtk = encode(`${vtkHeader('ASCII')}${square}POLYGONS 1 4\n3 0 1 2\n`);
  for (const [bytes, format] of [
    [obj, 'obj'],
    [buildStl(facets), 'stl'],
    [encode(asciiStl()), 'stl'],
    [vtk, 'vtk'],
    [binaryVtk(8), 'vtk'],
  ] as const) {
    await survivesAsync((copy) => read(copy, format), bytes);
  }
});

test.run();
