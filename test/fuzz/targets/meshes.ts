import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { bytesOf } from '../../differential/odd-file.js';
import { oddGlb } from '../../differential/odd-glb.js';
import { buildHff, buildStl } from '../../formats/support/build-meshes.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

const obj = `# a comment
v 0 0 0
v 1 0 0 0.5 0.5 0.5
v 0 1 0
v 0 0 1e0
vt 0 0
vn 0 0 1
g part
f 1 2 3
f 1/1 2/1 4/1
f 1//1 3//1 4//1 2//1
f -1 -2 -3
`;
const stl = `solid thing
facet normal 0 0 1
  outer loop
    vertex 0 0 0
    vertex 1 0 0
    vertex 0 1 0
  endloop
endfacet
endsolid thing
`;
const vtk = `# vtk DataFile Version 3.0
a mesh
ASCII
DATASET POLYDATA
POINTS 4 float
0 0 0 1 0 0 0 1 0 0 0 1
POLYGONS 2 9
3 0 1 2
4 0 1 2 3
CELL_DATA 2
SCALARS a int 1
LOOKUP_TABLE default
1 2
`;

function binaryVtk(): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(36 + 16));
  [0, 0, 0, 1, 0, 0, 0, 1, 0].forEach((value, at) => {
    numbers.setFloat32(4 * at, value);
  });
  [3, 0, 1, 2].forEach((value, at) => {
    numbers.setInt32(36 + 4 * at, value);
  });
  const all = new Uint8Array(numbers.buffer);
  return Buffer.concat([
    Buffer.from('# vtk DataFile Version 3.0\na\nBINARY\nDATASET POLYDATA\nPOINTS 3 float\n'),
    all.subarray(0, 36),
    Buffer.from('\nPOLYGONS 1 4\n'),
    all.subarray(36),
    Buffer.from('\n'),
  ]);
}

async function hff(): Promise<Uint8Array> {
  const base64 = (array: ArrayBufferView) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
  const vertices = { data: base64(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0)), mode: 'float32' };
  const triangles = { data: base64(Uint32Array.of(0, 1, 2)), mode: 'uint32' };
  return buildHff([
    { name: 'one', meshes: [{ vertices, triangles }] },
    { name: 'two', meshes: [{ vertices, triangles: { ...triangles, endianness: 'little' } }] },
  ]);
}

const triangle = [0, 0, 0, 1, 0, 0, 0, 1, 0];

function target(name: string, seeds: () => readonly InputFiles[] | Promise<readonly InputFiles[]>): Target {
  return {
    name,
    seeds: async () => seeds(),
    read: (files) => readMesh(contentOf(files), `a.${name}`, name === 'hff' ? { name: 'one' } : {}),
  };
}

export const meshTargets: readonly Target[] = [
  target('glb', () => oddGlb().map((file) => single(bytesOf(file)))),
  target('obj', () => [single(obj)]),
  target('stl', () => [single(stl), single(buildStl([triangle, triangle])), single(buildStl([triangle], 7))]),
  target('vtk', () => [single(vtk), single(binaryVtk())]),
  target('hff', async () => [single(await hff())]),
];
