import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { headOfBytes } from '../../../src/formats/file-head.js';
import { sniffPointFormat } from '../../../src/formats/points/point-formats.js';
import { errorOf, pointsOf, survivesAsync } from '../support/points.js';

const test = suite('spatial graphs of Amira');

const edges = [
  [
    [1, 2, 3],
    [4, 5, 6.5],
  ],
  [[-7, 8, 9]],
] as const;

/** A graph as Amira writes it: vertices and another array stand between those of the points. */
function graph(encoding: 'ASCII' | 'BINARY-LITTLE-ENDIAN' | 'BINARY', unit = ''): Uint8Array {
  const header = `# AmiraMesh ${encoding === 'ASCII' ? '3D ' : ''}${encoding} 3.0\n\n\ndefine VERTEX 3\ndefine EDGE 2\ndefine POINT 3\n
Parameters {\n    ${unit}\n    ContentType "HxSpatialGraph"\n}\n
VERTEX { float[3] VertexCoordinates } @1\nEDGE { int[2] EdgeConnectivity } @2\nEDGE { int NumEdgePoints } @3
POINT { float[3] EdgePointCoordinates } @4\nPOINT { float thickness } @5\n\n# Data section follows\n`;
  const blocks: [type: 'int' | 'float', numbers: readonly number[]][] = [
    // The first bytes of 64 and 2.5e-5 spell line ends and an `@`.
    ['float', [10, 64, 2.5e-5, 4, 5, 6, 7, 8, 9]],
    ['int', [0, 1, 1, 2]],
    ['int', edges.map(({ length }) => length)],
    ['float', edges.flat(2)],
    ['float', [0, 0, 0]],
  ];
  const parts = blocks.flatMap(([type, numbers], index) => [
    new TextEncoder().encode(`@${index + 1}\n`),
    encoding === 'ASCII'
      ? new TextEncoder().encode(numbers.map((value) => value.toExponential(15)).join(' \n'))
      : binary(type, numbers, encoding === 'BINARY-LITTLE-ENDIAN'),
    new TextEncoder().encode('\n\n'),
  ]);
  return Buffer.concat([new TextEncoder().encode(header), ...parts]);
}

function binary(type: 'int' | 'float', numbers: readonly number[], isLittle: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (const [at, value] of numbers.entries()) {
    if (type === 'int') view.setInt32(4 * at, value, isLittle);
    else view.setFloat32(4 * at, value, isLittle);
  }
  return new Uint8Array(view.buffer);
}

const wanted = edges.flatMap((edge, instanceId) =>
  edge.map(([x, y, z]) => ({ type: 'instancePoint', location: { x, y, z }, instanceId })),
);

for (const encoding of ['ASCII', 'BINARY-LITTLE-ENDIAN', 'BINARY'] as const) {
  test(`reads each edge of one in ${encoding} as an instance`, async () => {
    const bytes = graph(encoding);
    assert.is(sniffPointFormat(headOfBytes(bytes, bytes.length))?.name, 'amira_graph');
    assert.equal(await pointsOf(bytes, 'instancePoint', { format: 'auto' }), wanted);
  });
}

test('converts a unit that the file names, and warns of one that is unknown', async () => {
  const first = async (unit: string) => {
    const warnings: string[] = [];
    const options = { format: 'amira_graph', binning: 10, warn: (text: string) => warnings.push(text) };
    const [point] = await pointsOf(
      graph('ASCII', `Units { Coordinates "${unit}" }`),
      'instancePoint',
      options,
    );
    return [point?.location, warnings.length];
  };
  assert.equal(await first('nm'), [{ x: 1, y: 2, z: 3 }, 0]);
  assert.equal(await first('furlong'), [{ x: 0.1, y: 0.2, z: 0.3 }, 1]);
});

test('refuses edges that do not fit, packed arrays, and whatever else is wrong, in its own words', async () => {
  const text = new TextDecoder().decode(graph('ASCII'));
  const refused = (from: string | RegExp, to: string) =>
    errorOf(() => pointsOf(text.replace(from, to), 'instancePoint', { format: 'amira_graph' }));
  assert.match((await refused('define EDGE 2', 'define EDGE 1')).message, /unknown block/);
  assert.match((await refused(/@3\n\S+/, '@3\n5')).message, /edges do not fit/);
  assert.match((await refused('Coordinates } @4', 'Coordinates } @4(HxZip,20)')).hint ?? '', /ASCII/);
  assert.is((await refused('NumEdgePoints', 'Other')).expected, 'NumEdgePoints and EdgePointCoordinates');
  for (const encoding of ['ASCII', 'BINARY-LITTLE-ENDIAN'] as const) {
    const read = (bytes: Uint8Array) => pointsOf(bytes, 'instancePoint', { format: 'amira_graph' });
    await survivesAsync(read, graph(encoding));
  }
});

test.run();
