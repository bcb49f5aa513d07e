import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UnsupportedError } from '../../../src/base/errors.js';
import { readGlb, writeGlb } from '../../../src/formats/mesh/glb.js';
import { meshFormatOf, meshFormats, readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { buildGlb, buildHff, type PackedList } from '../support/build-meshes.js';
import { triangles } from '../support/measure-mesh.js';
import { errorOf, survivesAsync } from '../support/points.js';

const test = suite('GLB and EMDB-SFF');

const glb = (bytes: Uint8Array) => readMesh(bytes, 'mesh.glb');

const binary = new Uint8Array(44);
new Float32Array(binary.buffer, 0, 9).set([0, 0, 0, 1, 0, 0, 0, 2, 0]);
new Uint16Array(binary.buffer, 36, 3).set([0, 1, 2]);

interface Parts {
  readonly nodes?: unknown;
  readonly primitive?: object;
  readonly extensionsRequired?: readonly string[];
  readonly indexCount?: number;
  readonly position?: object;
  readonly view?: object;
}

function scene({ nodes, primitive = {}, extensionsRequired, indexCount = 3, position, view }: Parts = {}) {
  return {
    asset: { version: '2.0' },
    ...(extensionsRequired === undefined ? {} : { extensionsRequired, extensionsUsed: extensionsRequired }),
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: nodes ?? [{ mesh: 0, translation: [10, 0, 0], scale: [2, 2, 2] }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, ...primitive }] }],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 3,
        type: 'VEC3',
        min: [0, 0, 0],
        max: [1, 2, 0],
        ...position,
      },
      { bufferView: 1, componentType: 5123, count: indexCount, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteLength: 36, ...view },
      { buffer: 0, byteOffset: 36, byteLength: 8 },
    ],
    buffers: [{ byteLength: 44 }],
  };
}

test('glb: transformations of nodes are applied, a mirror turns the triangles', async () => {
  assert.equal(triangles(await glb(buildGlb(scene(), binary))), [
    [
      [10, 0, 0],
      [12, 0, 0],
      [10, 4, 0],
    ],
  ]);
  const nested = scene({
    nodes: [
      { children: [1], scale: [-1, 1, 1] },
      { mesh: 0, translation: [0, 0, 5] },
    ],
  });
  assert.equal(triangles(await glb(buildGlb(nested, binary))), [
    [
      [-0, 0, 5],
      [-0, 2, 5],
      [-1, 0, 5],
    ],
  ]);
});

test('glb: a JSON chunk that no blanks fill up is read all the same', async () => {
  const aligned = buildGlb(scene(), binary);
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const length = view.getUint32(12, true);
  const text = new TextDecoder().decode(aligned.subarray(20, 20 + length)).trimEnd();
  const wanted = triangles(await glb(aligned));
  for (const blanks of [0, 1, 2, 3]) {
    const json = new TextEncoder().encode(`${text}${' '.repeat(blanks)}`);
    const bytes = new Uint8Array(aligned.length - length + json.length);
    bytes.set(aligned.subarray(0, 20));
    bytes.set(json, 20);
    bytes.set(aligned.subarray(20 + length), 20 + json.length);
    const words = new DataView(bytes.buffer);
    words.setUint32(8, bytes.length, true);
    words.setUint32(12, json.length, true);
    assert.equal(triangles(await glb(bytes)), wanted);
  }
});

test('glb: parts that lie on equal ones are counted', async () => {
  const repeatedOf = async (orders: readonly (readonly number[])[]) => {
    const indices = new Uint16Array(orders.flat());
    const { accessors, bufferViews, ...others } = scene({ nodes: [{ mesh: 0 }] });
    const json = {
      ...others,
      meshes: [{ primitives: orders.map((_, part) => ({ attributes: { POSITION: 0 }, indices: part + 1 })) }],
      accessors: [accessors[0], ...orders.map((_, part) => ({ ...accessors[1], byteOffset: 6 * part }))],
      bufferViews: [bufferViews[0], { ...bufferViews[1], byteLength: indices.byteLength }],
      buffers: [{ byteLength: 36 + indices.byteLength }],
    };
    const bytes = Buffer.concat([binary.subarray(0, 36), Buffer.from(indices.buffer)]);
    return (await readGlb(buildGlb(json, bytes), 'a.glb')).repeated;
  };
  const [one, other] = [
    [0, 1, 2],
    [1, 2, 0],
  ];
  assert.is(await repeatedOf([one, other, [2, 0, 1]]), 0);
  assert.is(await repeatedOf([one, other, one, [2, 0, 1], other, one]), 3);
});

test('glb: strips and fans', async () => {
  for (const mode of [5, 6]) {
    assert.is(triangles(await glb(buildGlb(scene({ primitive: { mode } }), binary))).length, 1);
  }
  assert.match(
    (await errorOf(() => glb(buildGlb(scene({ primitive: { mode: 1 } }), binary)))).message,
    /no faces/,
  );
});

test('glb: says what is wrong', async () => {
  const whole = buildGlb(scene(), binary);
  const changed = (offset: number, value: number) => {
    const copy = whole.slice();
    new DataView(copy.buffer).setUint32(offset, value, true);
    return copy;
  };
  const wrongIndex = binary.slice();
  new Uint16Array(wrongIndex.buffer, 36, 3).set([0, 1, 7]);
  const notFinite = binary.slice();
  new Float32Array(notFinite.buffer, 0, 1).set([Number.NaN]);
  const chain = (count: number) =>
    Array.from({ length: count }, (_, node) => (node + 1 < count ? { children: [node + 1] } : { mesh: 0 }));
  assert.is(triangles(await glb(buildGlb(scene({ nodes: chain(200) }), binary))).length, 1);
  const wrong: [bytes: Uint8Array, message: RegExp][] = [
    [new Uint8Array(), /not a GLB/],
    [new TextEncoder().encode('v 0 0 0\nv 1 0 0\n'), /not a GLB/],
    [changed(4, 1), /unknown version/],
    [whole.subarray(0, -4), /cut short/],
    [changed(12, 0xfffffff0), /past the end/],
    [changed(16, 7), /no scene/],
    [buildGlb(scene({ indexCount: 2 }), binary), /triangle is incomplete/],
    [buildGlb(scene({ indexCount: 400 }), binary), /numbers lie outside/],
    [buildGlb(scene(), wrongIndex), /a missing vertex/],
    [buildGlb(scene({ view: { byteStride: 4 } }), binary), /numbers lie outside/],
    [buildGlb(scene({ position: { count: 2.5 } }), binary), /numbers lie outside/],
    [buildGlb(scene({ position: { componentType: 5125 } }), binary), /lacks POSITION/],
    [buildGlb(scene({ primitive: { indices: 0 } }), binary), /indices are not whole numbers/],
    [buildGlb(scene(), notFinite), /not a finite number/],
    [buildGlb(scene({ nodes: chain(300) }), binary), /nested too deeply/],
    [buildGlb(scene({ primitive: { attributes: {} } }), binary), /lacks POSITION/],
    [buildGlb(scene({ nodes: [{ children: [1] }, { children: [0] }] }), binary), /not a tree/],
    [buildGlb({ asset: { version: '2.0' } }, binary), /no faces/],
  ];
  for (const [bytes, message] of wrong) assert.match((await errorOf(() => glb(bytes))).message, message);
});

test('glb: a file without triangles and with bytes behind its end is read as it is', async () => {
  const bytes = Buffer.concat([buildGlb({ asset: { version: '2.0' } }, binary), Buffer.alloc(4)]);
  const { vertices, faces, trailingBytes } = await readGlb(bytes, 'mesh.glb');
  assert.equal([vertices.length, faces.length, trailingBytes], [0, 0, 4]);
});

test('glb: parts that lie on equal ones are counted, those without triangles and at other places are not', async () => {
  const repeatedIn = async (nodes: readonly object[], parts: Parts = {}) => {
    const document = { ...(scene({ nodes, ...parts }) as object), scenes: [{ nodes: [...nodes.keys()] }] };
    return (await readGlb(buildGlb(document, binary), 'mesh.glb')).repeated;
  };
  const node = { mesh: 0 };
  assert.is(await repeatedIn([node, node, { mesh: 0, translation: [1, 0, 0] }, node]), 2);
  assert.is(await repeatedIn([node, node], { primitive: { mode: 5 }, indexCount: 2 }), 0);
});

test('a format is known by its extension, else by its first bytes', async () => {
  assert.equal(
    meshFormats.map(({ name }) => meshFormatOf(`a/mesh.${name.toUpperCase()}`)?.name),
    ['obj', 'stl', 'vtk', 'glb', 'ply', 'vtp', 'hff', 'sff', 'surf'],
  );
  assert.is(meshFormatOf('mesh'), null);
  const bytes = buildGlb(scene(), binary);
  assert.is((await readMesh(bytes, 'mesh.bin')).faces.length, 3);
  assert.is(meshFormatOf('mesh', await buildHff([]))?.name, 'hff');
  assert.match((await errorOf(() => readMesh(binary, 'mesh.blend'))).message, /unknown mesh format/);
  assert.match((await errorOf(() => readMesh(bytes, 'mesh.glb', { format: 'blend' }))).message, /unknown/);
});

test('glb: an extension it cannot do without is not supported', async () => {
  const bytes = buildGlb(scene({ extensionsRequired: ['KHR_draco_mesh_compression'] }), binary);
  try {
    await glb(bytes);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UnsupportedError);
    assert.match((error as UnsupportedError).facts.found ?? '', /draco/);
  }
});

test('a written mesh is the mesh, scaled, the same bytes each time', async () => {
  const mesh = await glb(buildGlb(scene(), binary));
  const bytes = await writeGlb(mesh, 2.5, 'membrane');
  assert.equal(bytes, await writeGlb(mesh, 2.5, 'membrane'));
  assert.equal(triangles(await glb(bytes)), [
    [
      [25, 0, 0],
      [30, 0, 0],
      [25, 10, 0],
    ],
  ]);
});

const little = 'AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAAEAAAAAA';
const big = 'AAAAAAAAAAAAAAAAP4AAAAAAAAAAAAAAAAAAAEAAAAAAAAAA';
const vertices: PackedList = { data: little, mode: 'float32' };
const face: PackedList = { data: 'AAAAAAEAAAACAAAA', mode: 'uint32' };

async function hff(
  lists: { vertices?: PackedList; triangles?: PackedList },
  name: string | null = 'membrane',
) {
  const mesh = { vertices: lists.vertices ?? vertices, triangles: lists.triangles ?? face };
  return readMesh(await buildHff([{ name: 'membrane', meshes: [mesh] }]), 'mesh.hff', { name });
}

test('hff: the segment of that name, its meshes joined, both byte orders', async () => {
  const expected = [
    [
      [0, 0, 0],
      [1, 0, 0],
      [0, 2, 0],
    ],
  ];
  assert.equal(triangles(await hff({})), expected);
  assert.equal(triangles(await hff({}, null)), expected);
  assert.equal(
    triangles(await hff({ vertices: { data: big, mode: 'float32', endianness: 'big' } })),
    expected,
  );
  const int64 = Buffer.from(BigInt64Array.from([0n, 1n, 2n]).buffer).toString('base64');
  assert.equal(triangles(await hff({ triangles: { data: int64, mode: 'int64' } })), expected);
  const shifted = Buffer.from(Float32Array.from([0, 0, 9, 1, 0, 9, 0, 2, 9]).buffer).toString('base64');
  const two = await buildHff([
    { name: 'other', meshes: [] },
    {
      name: 'both',
      meshes: [
        { vertices, triangles: face },
        { vertices: { data: shifted, mode: 'float32' }, triangles: face },
      ],
    },
  ]);
  const joined = triangles(await readMesh(two, 'mesh.hff', { name: 'both' }));
  assert.equal(
    joined.map(([corner]) => corner),
    [
      [0, 0, 0],
      [0, 0, 9],
    ],
  );
});

test('hff: says what is wrong', async () => {
  const broken = Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(500)]);
  const far = Buffer.from(Uint32Array.from([0, 1, 3]).buffer).toString('base64');
  const wrong: [action: () => Promise<unknown>, message: RegExp, found: RegExp][] = [
    [() => hff({}, 'Membrane'), /cannot identify the segment/, /"membrane"/],
    [() => hff({ triangles: { data: far, mode: 'uint32' } }), /a missing vertex/, /3/],
    [() => hff({ triangles: { data: 'AAAA', mode: 'uint32' } }), /incomplete/, /3/],
    [() => hff({ triangles: { data: '', mode: 'uint32' } }), /no faces/, /none/],
    [() => hff({ vertices: { data: '%%%', mode: 'float32' } }), /not base64/, /%/],
    [() => hff({ vertices: { data: 'A==', mode: 'float32' } }), /not base64/, /A/],
    [() => hff({ vertices: { data: little, mode: 'float16' } }), /unknown type/, /float16/],
    [() => readMesh(new TextEncoder().encode('CDF'), 'mesh.hff'), /not an HDF5/, /./],
    [() => readMesh(broken, 'mesh.hff'), /not a readable HDF5/, /^bad byte number in an address$/],
  ];
  for (const [action, message, found] of wrong) {
    const error = await errorOf(action);
    assert.match(error.message, message);
    assert.match(error.found ?? '', found);
  }
  const empty = await buildHff([]);
  assert.match((await errorOf(() => readMesh(empty, 'mesh.hff'))).message, /EMDB-SFF version/);
  const bare = await buildHff([{ name: 'bare', meshes: [] }]);
  assert.match((await errorOf(() => readMesh(bare, 'mesh.hff', { name: 'bare' }))).message, /no mesh/);
});

test('survives mangled files', async () => {
  const accept = async (read: () => Promise<unknown>) => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
    }
  };
  await survivesAsync((bytes) => accept(() => glb(bytes)), buildGlb(scene(), binary));
  const file = await buildHff([{ name: 'membrane', meshes: [{ vertices, triangles: face }] }]);
  await survivesAsync((bytes) => readMesh(bytes, 'mesh.hff'), file);
});

test.run();
