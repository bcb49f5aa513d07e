import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { UnsupportedError } from '../../../src/base/errors.js';
import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { asVersion07 } from '../support/build-sff.js';
import { measure } from '../support/measure-mesh.js';
import { meshFiles } from '../support/mesh-files.js';
import { errorOf, survivesAsync } from '../support/points.js';

const test = suite('meshes of other programs');

const bytesOf = (text: string) => new TextEncoder().encode(text);

for (const [name, bytes] of meshFiles) {
  test(`reads a file of ${name}, whatever it is called`, async () => {
    const mesh = await readMesh(bytes, 'mesh.dat');
    assert.is(mesh.vertices.length / 3, 5);
    assert.is(mesh.faces.length / 3, 6);
    const { area, volume } = measure(mesh);
    // As trimesh 4.5.1 measures it.
    assert.ok(Math.abs(area - 1124.5040190466598) < 1e-9, `${area}`);
    assert.ok(Math.abs(volume - 2000) < 1e-9, `${volume}`);
  });
}

test('cuts concave polygons by their ears, whichever way they face', async () => {
  // An L of area 3 in the plane x = y, from its inner corner and from any other, and a dart of four corners.
  const corners = [
    [0, 0],
    [2, 0],
    [2, 1],
    [1, 1],
    [1, 2],
    [0, 2],
  ] as const;
  for (let first = 0; first < 6; first++) {
    for (const way of [1, -1]) {
      const turned = corners.map((_, at) => corners[(first + way * at + 6) % 6]!);
      const text = `${turned.map(([x, z]) => `v ${x} ${x} ${z}`).join('\n')}\nf 1 2 3 4 5 6\n`;
      const mesh = await readMesh(bytesOf(text), 'l.obj');
      assert.is(mesh.faces.length, 12);
      const { area, volume } = measure(mesh);
      assert.ok(Math.abs(area - 3 * Math.SQRT2) < 1e-12, `${area} from corner ${first}`);
      assert.is(Math.abs(volume) < 1e-12, true);
    }
  }
  const dart = bytesOf('v 0 0 0\nv 4 -2 0\nv 1 0 0\nv 4 2 0\nf 1 2 3 4\n');
  const { area } = measure(await readMesh(dart, 'dart.obj'));
  assert.ok(Math.abs(area - 2) < 1e-12, `${area}`);
});

test('cuts a polygon of n corners into n − 2 triangles, in whatever order they turn', async () => {
  const cut = async (corners: readonly (readonly number[])[]) => {
    const rows = corners.map((corner) => `v ${corner.join(' ')}`);
    return readMesh(bytesOf(`${rows.join('\n')}\nf ${rows.map((_, at) => at + 1).join(' ')}\n`), 'p.obj');
  };
  // A dart with a corner on a side, and one with a corner twice: earcut leaves these corners out.
  for (const more of [
    [2, -1, 0],
    [4, -2, 0],
  ]) {
    const mesh = await cut([[0, 0, 0], more, [4, -2, 0], [1, 0, 0], [4, 2, 0]]);
    assert.equal([mesh.faces.length / 3, mesh.odd], [3, 0]);
    assert.ok(Math.abs(measure(mesh).area - 2) < 1e-12, `${measure(mesh).area}`);
  }
  // Polygons that are nearly planar, of corners on a grid, so that many lie on a line, coincide or cross.
  const random = createRandom(31);
  for (let round = 0; round < 500; round++) {
    const count = 4 + random.integer(6);
    const { faces } = await cut(
      Array.from({ length: count }, () => [
        random.integer(4),
        random.integer(4),
        1e-9 * random.between(-1, 1),
      ]),
    );
    assert.is(faces.length / 3, count - 2, `round ${round}`);
  }
  // A bow tie is no surface.
  const tie = await cut([
    [0, 0, 0],
    [2, 2, 0],
    [2, 0, 0],
    [0, 1, 0],
  ]);
  assert.equal([tie.faces.length / 3, tie.odd], [2, 1]);
});

test('counts polygons of two corners', async () => {
  const ply =
    'ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 2\nproperty list int int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n2 0 1\n';
  const { faces, odd } = await readMesh(bytesOf(ply), 'a.ply');
  assert.equal([faces.length / 3, odd], [1, 1]);
});

test('cuts convex quads as before', async () => {
  const { faces } = await readMesh(bytesOf('v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n'), 'q.obj');
  assert.equal([...faces], [0, 1, 2, 2, 3, 0]);
});

test('reads triangle strips of PLY files', async () => {
  const header = ['ply', 'format ascii 1.0', 'comment', 'element vertex 4'];
  const list = ['property float x', 'property float y', 'property float z', 'element tristrips 1'];
  const strip = 'property list int int vertex_indices';
  const text = [
    ...header,
    ...list,
    strip,
    'end_header',
    '0 0 0',
    '1 0 0',
    '0 1 0',
    '1 1 0',
    '5 0 1 2 3 -1',
    '',
  ];
  const { faces } = await readMesh(bytesOf(text.join('\n')), 'a.ply');
  assert.equal([...faces], [0, 1, 2, 2, 1, 3]);
});

test('refuses grids of solid cells by name', async () => {
  const head = '# vtk DataFile Version 3.0\nt\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 4 float\n';
  const text = `${head}0 0 0 1 0 0 0 1 0 0 0 1\nCELLS 1 5\n4 0 1 2 3\nCELL_TYPES 1\n10\n`;
  const error = await errorOf(() => readMesh(bytesOf(text), 'a.vtk'));
  assert.is(error.message, 'cells that are not a surface');
  assert.is(error.found, 'tetrahedra');
});

test('tells a format by content with auto, and what a file of another format looks like', async () => {
  const ply = meshFiles.get('trimesh, PLY') ?? new Uint8Array();
  const obj = bytesOf('# made\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n');
  assert.is((await readMesh(ply, 'wrong.stl', { format: 'auto' })).faces.length, 18);
  assert.is((await readMesh(obj, 'mesh.txt', { format: 'auto' })).faces.length, 3);
  const error = await errorOf(() => readMesh(ply, 'mesh.ply', { format: 'stl' }));
  assert.is(error.hint, 'this looks like PLY: set file_format to ply or auto');
  const unknown = await errorOf(() => readMesh(bytesOf('hello there'), 'mesh.obj', { format: 'auto' }));
  assert.is(unknown.message, 'unknown mesh format');
});

/** Layouts of the schema of EMDB-SFF 0.8: values as attributes, or as elements. */
function sffOf(list: (kind: string, count: number, mode: string, data: string) => string): Uint8Array {
  return bytesOf(sffText(list));
}

function sffText(list: (kind: string, count: number, mode: string, data: string) => string): string {
  const packed = (values: Float32Array | Uint32Array) => Buffer.from(values.buffer).toString('base64');
  const vertices = list('vertices', 3, 'float32', packed(Float32Array.of(0, 0, 0, 2, 0, 0, 0, 3, 0)));
  const triangles = list('triangles', 1, 'uint32', packed(Uint32Array.of(0, 1, 2)));
  const mesh = `<mesh_list><mesh id="0">${vertices}${triangles}</mesh></mesh_list>`;
  const volume = '<three_d_volume><lattice_id>0</lattice_id><value>1.</value></three_d_volume>';
  const segment = (id: number, name: string, content: string) =>
    `<segment id="${id}" parent_id="0"><biological_annotation><name>${name}</name></biological_annotation>${content}</segment>`;
  return `<?xml version='1.0' encoding='utf-8'?>\n<segmentation><version>0.8.0.dev1</version><segment_list>${segment(1, 'membrane', mesh)}${segment(2, 'ribosome', volume)}</segment_list></segmentation>`;
}

/** A mesh of version 0.7: each vertex is followed by its normal, and so are the corners of polygons. */
function elementsOf(kind: string): string {
  const vertex = (x: number, y: number, id: number) =>
    `<v vID="${id}"><x>${x}.</x><y>${y}.</y><z>0.</z></v><v vID="${id + 1}" designation="normal"><x>0</x><y>0</y><z>1</z></v>`;
  if (kind === 'vertices')
    return `<vertex_list numVertices="6">${vertex(0, 0, 0)}${vertex(2, 0, 2)}${vertex(0, 3, 7)}</vertex_list>`;
  const corners = [0, 1, 2, 3, 7, 8].map((id) => `<v>${id}</v>`).join('');
  return `<polygon_list numPolygons="1"><P PID="0">${corners}</P></polygon_list>`;
}

const sffFiles = [
  sffOf(
    (kind, count, mode, data) =>
      `<${kind} num_${kind}="${count}" mode="${mode}" endianness="little" data="${data}"/>`,
  ),
  sffOf(
    (kind, _, mode, data) =>
      `<${kind}><mode>${mode}</mode><endianness>little</endianness><data>${data}</data></${kind}>`,
  ),
  bytesOf(asVersion07(sffText(elementsOf))),
];

test('reads the segments of EMDB-SFF files in XML', async () => {
  for (const bytes of sffFiles) {
    const { vertices, faces } = await readMesh(bytes, 'a.sff', { name: 'membrane' });
    assert.equal([...vertices], [0, 0, 0, 2, 0, 0, 0, 3, 0]);
    assert.equal([...faces], [0, 1, 2]);
    const volume = await errorOf(() => readMesh(bytes, 'a.sff', { name: 'ribosome' }));
    assert.is(volume.message, 'the segment is a volume, not a mesh');
    const unknown = await errorOf(() => readMesh(bytes, 'a.sff', { name: 'actin' }));
    assert.is(unknown.found, '"membrane", "ribosome"');
  }
  const text = asVersion07(sffText(elementsOf));
  const line = text.replace('</P>', '</P><P PID="1"><v>0</v><v>1</v><v>2</v><v>3</v></P>');
  assert.is((await readMesh(bytesOf(line), 'a.sff', { name: 'membrane' })).odd, 1);
  const broken = text.replace('<v>8</v>', '<v>9</v>');
  const missing = await errorOf(() => readMesh(bytesOf(broken), 'a.sff', { name: 'membrane' }));
  assert.equal([missing.message, missing.found], ['a triangle refers to a missing vertex', '9']);
});

test('a segment of EMDB-SFF without geometry is no damage', async () => {
  const bytes = bytesOf('<segmentation><segment_list><segment id="1"/></segment_list></segmentation>');
  const error = await readMesh(bytes, 'a.sff').catch((cause: unknown) => cause);
  assert.instance(error, UnsupportedError);
});

test('survives mangled files', async () => {
  const obj = bytesOf('v 0 0 0\nv 4 -2 0\nv 1 0 0\nv 4 2 0\nf 1 2 3 4\n');
  for (const bytes of [...meshFiles.values(), ...sffFiles, obj]) {
    await survivesAsync((copy) => readMesh(copy, 'mesh.dat', { format: 'auto' }), bytes);
  }
});

test.run();
