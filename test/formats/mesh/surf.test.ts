import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { surf } from '../../../src/formats/mesh/surf.js';
import { measure } from '../support/measure-mesh.js';
import { errorOf, survivesAsync } from '../support/points.js';

const test = suite('surfaces of Amira');

/** Two tetrahedra, with corners at 1, 2, 3 and 4 along the axes, that share their face of vertices 2, 3, 4. */
const vertices = [0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 2, 3, 4];
const patches = [
  { inner: 'nucleus', outer: 'Exterior', corners: [1, 3, 2, 1, 4, 3, 1, 2, 4] },
  { inner: 'nucleus', outer: 'membrane a', corners: [2, 3, 4] },
  { inner: 'membrane a', outer: 'Exterior', corners: [2, 3, 5, 3, 4, 5, 4, 2, 5] },
] as const;

function surface(encoding: 'ASCII' | 'BINARY' | 'BINARY-LITTLE-ENDIAN'): Uint8Array {
  const encode = (text: string) => new TextEncoder().encode(text);
  const numbers = (kind: 'int' | 'float', values: readonly number[]) => {
    if (encoding === 'ASCII') return encode(`${values.join('\n\t')}\n`);
    const view = new DataView(new ArrayBuffer(4 * values.length));
    for (const [at, value] of values.entries()) {
      if (kind === 'int') view.setInt32(4 * at, value, encoding !== 'BINARY');
      else view.setFloat32(4 * at, value, encoding !== 'BINARY');
    }
    return Buffer.concat([new Uint8Array(view.buffer), encode('\n')]);
  };
  const list = (name: string, values: readonly number[]) => [
    encode(`${name} ${values.length}\n`),
    numbers('int', values),
  ];
  return Buffer.concat([
    encode(`# HyperSurface 0.1 ${encoding}\nParameters {\n  Materials {\n    Exterior { Id 1 }\n  }\n}\n`),
    encode(`Vertices ${vertices.length / 3}\n`),
    numbers('float', vertices),
    encode('NBranchingPoints 3\nNVerticesOnCurves 3\nBoundaryCurves 1\n{\n'),
    ...list('Vertices', [2, 3, 4, 2]),
    encode(`}\nPatches ${patches.length}\n`),
    ...patches.flatMap(({ inner, outer, corners }) => [
      encode(`{\nInnerRegion ${inner}\nOuterRegion ${outer}\nBoundaryID 0\n`),
      ...list('BranchingPoints', [2]),
      ...list('BoundaryCurves', [1, -1]),
      encode(`Triangles ${corners.length / 3}\n`),
      numbers('int', corners),
      encode('}\n'),
    ]),
    encode('Surfaces 1\n{\nRegion nucleus\nPatches 2\n1 2\n}\n'),
  ]);
}

for (const encoding of ['ASCII', 'BINARY', 'BINARY-LITTLE-ENDIAN'] as const) {
  test(`reads the closed surface of each material of one in ${encoding}`, async () => {
    const bytes = surface(encoding);
    assert.equal(await surf.names(bytes, 'a.surf'), ['nucleus', 'membrane a']);
    const nucleus = await readMesh(bytes, 'a.surf', { name: 'nucleus' });
    assert.equal([nucleus.vertices.length / 3, nucleus.faces.length / 3], [4, 4]);
    assert.is(measure(nucleus).volume.toFixed(6), '4.000000');
    const membrane = await readMesh(bytes, 'a', { format: 'auto', name: 'membrane a' });
    assert.is(membrane.faces.length / 3, 4);
    // The shared face is turned over: else the volume would be 0 or another one.
    assert.is(measure(membrane).volume.toFixed(6), '8.000000');
  });
}

test('wants the name of one of several materials, and vertices that exist', async () => {
  const several = await errorOf(() => readMesh(surface('ASCII'), 'a.surf'));
  assert.equal([several.message, several.found], ['cannot identify the segment', '"nucleus", "membrane a"']);
  const text = new TextDecoder().decode(surface('ASCII'));
  const missing = await errorOf(() =>
    readMesh(new TextEncoder().encode(text.replace(/Triangles 1\n\d/, 'Triangles 1\n6')), 'a.surf', {
      name: 'nucleus',
    }),
  );
  assert.equal(
    [missing.message, missing.expected, missing.found],
    ['a triangle refers to a missing vertex', '1 to 5', '6'],
  );
});

test('refuses damaged files in its own words', async () => {
  for (const encoding of ['ASCII', 'BINARY'] as const)
    await survivesAsync((bytes) => readMesh(bytes, 'a.surf', { name: 'nucleus' }), surface(encoding));
});

test.run();
