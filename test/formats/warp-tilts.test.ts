import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCtf } from '../../src/formats/ctf/ctf-formats.js';
import { warpTilts } from '../../src/formats/warp-tilts.js';
import { formatErrorOf } from './support/facts.js';

const test = suite('grids of Warp');

type Node = readonly [x: number, y: number, z: number, value: number];

const grid = (name: string, [width, height, depth]: readonly number[], nodes: readonly Node[]) =>
  `<${name} Width="${width}" Height="${height}" Depth="${depth}">${nodes
    .map(([x, y, z, value]) => `<Node X="${x}" Y="${y}" Z="${z}" Value="${value}"/>`)
    .join('')}</${name}>`;
const xml = (...grids: readonly string[]) =>
  `<TiltSeries><Angles>-10\n-5\n0\n5\n10</Angles>${grids.join('')}</TiltSeries>`;
const valuesOf = (...given: Parameters<typeof grid>) =>
  warpTilts({ text: xml(grid(...given)), path: 'a.xml' }).grid(given[0]);

test('nodes are placed by their X, Y and Z', () => {
  const nodes: Node[] = [4, 0, 3, 1, 2].map((z) => [0, 0, z, 10 * z]);
  assert.equal(valuesOf('GridCTF', [1, 1, 5], nodes), [0, 10, 20, 30, 40]);
});

test('sections lie evenly between depths, and have the value at the centre of the image', () => {
  assert.equal(valuesOf('GridCTF', [1, 1, 1], [[0, 0, 0, 7]]), [7, 7, 7, 7, 7]);
  assert.equal(
    valuesOf(
      'GridCTF',
      [1, 1, 3],
      [
        [0, 0, 2, 8],
        [0, 0, 0, 0],
        [0, 0, 1, 4],
      ],
    ),
    [0, 2, 4, 6, 8],
  );
  const plane = (z: number, add: number): Node[] => [
    [1, 1, z, 8 + add],
    [0, 0, z, 0 + add],
    [1, 0, z, 2 + add],
    [0, 1, z, 2 + add],
  ];
  assert.equal(valuesOf('GridCTF', [2, 2, 2], [...plane(1, 4), ...plane(0, 0)]), [3, 4, 5, 6, 7]);
  const wide: Node[] = [0, 1, 2].map((x) => [x, 0, 0, [100, 5, -100][x] as number]);
  assert.equal(valuesOf('GridCTF', [3, 1, 1], wide), [5, 5, 5, 5, 5]);
});

test('movements are taken off the offsets', () => {
  const grids = [
    grid(
      'GridMovementX',
      [2, 1, 2],
      [
        [0, 0, 0, 1],
        [1, 0, 0, 3],
        [0, 0, 1, 5],
        [1, 0, 1, 7],
      ],
    ),
    grid('GridMovementY', [1, 1, 1], [[0, 0, 0, -4]]),
  ];
  const tilts = warpTilts({
    text: xml('<AxisOffsetX>10\n10\n10\n10\n10</AxisOffsetX>', ...grids),
    path: 'a.xml',
  });
  assert.equal(tilts.offsetsX, [8, 7, 6, 5, 4]);
  assert.equal(tilts.offsetsY, [4, 4, 4, 4, 4]);
});

test('defoci of a grid with fewer nodes than sections', () => {
  const text = xml(
    grid(
      'GridCTF',
      [1, 1, 2],
      [
        [0, 0, 1, 4],
        [0, 0, 0, 2],
      ],
    ),
    grid('GridCTFDefocusDelta', [1, 1, 1], [[0, 0, 0, 0.2]]),
  );
  assert.equal(
    parseCtf(text, 'WARP', 'a.xml').map(({ defocus1, defocus2 }) => [
      Math.round(defocus1),
      Math.round(defocus2),
    ]),
    [21_000, 26_000, 31_000, 36_000, 41_000].map((defocus) => [defocus, defocus - 2_000]),
  );
});

test('nodes that do not fill the grid are refused', () => {
  for (const [size, nodes, expected, found] of [
    [[1, 1, 3], [[0, 0, 0, 1]], '1 × 1 × 3 nodes', '1'],
    [
      [1, 1, 2],
      [
        [0, 0, 0, 1],
        [0, 0, 0, 1],
      ],
      '1 × 1 × 2 nodes',
      'a node at 0, 0, 0 twice',
    ],
    [
      [1, 1, 2],
      [
        [0, 0, 0, 1],
        [0, 0, 2, 1],
      ],
      '1 × 1 × 2 nodes',
      'a node at 0, 0, 2',
    ],
    [[1, 1, 0.5], [[0, 0, 0, 1]], 'whole numbers of 1 or more', '"0.5"'],
    [[1, 1, 1], [[0, 0, -1, 1]], 'whole numbers of 0 or more', '"-1"'],
    [[1, 1, 1], [[0, 0, 0, Number.NaN]], 'numbers', '"NaN"'],
  ] as [number[], Node[], string, string][]) {
    const error = formatErrorOf(() => valuesOf('GridCTF', size, nodes));
    assert.equal([error.message, error.expected, error.found], ['invalid grid <GridCTF>', expected, found]);
  }
});

test.run();
