import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  joinPieces,
  labelSurfaces,
  storePiece,
  surfaceError,
} from '../../../src/pipeline/precompute/mask-surface.js';
import { AppendFile } from '../../../src/storage/spill-file.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('pieces of surfaces kept in a file');

const block = (x: number) => ({ origin: [x, 0, 0], size: [2, 3, 3] }) as const;
/** A square across a block along x, its corners half-way between voxels. */
const square = {
  vertices: Int16Array.from([0, 1, 2, 2, 1, 2, 2, 3, 2, 0, 3, 2]),
  triangles: Uint32Array.from([0, 1, 2, 0, 2, 3]),
};

test('the pieces of a label are joined where their blocks meet, whatever lies between them', () =>
  inTemporaryDirectory(async (directory) => {
    const file = AppendFile.create(directory, 'surfaces');
    try {
      const chunks = [
        [storePiece(file, 9, square, block(0)), storePiece(file, 300, square, block(5))],
        [storePiece(file, 9, square, block(1))],
      ];
      const surfaces = labelSurfaces(chunks);
      assert.equal(
        surfaces.map(({ label, triangles }) => [label, triangles]),
        [
          [9, 4],
          [300, 2],
        ],
      );
      const [both, other] = await Promise.all(surfaces.map(({ pieces }) => joinPieces(file, pieces)));
      assert.equal(
        [...(both?.positions ?? [])],
        [
          [0.5, 1, 1.5],
          [1.5, 1, 1.5],
          [1.5, 2, 1.5],
          [0.5, 2, 1.5],
          [2.5, 1, 1.5],
          [2.5, 2, 1.5],
        ].flat(),
      );
      assert.equal([...(both?.triangles ?? [])], [0, 1, 2, 0, 2, 3, 1, 4, 5, 1, 5, 2]);
      assert.is(other?.positions[0], 5.5);
      assert.is((await joinPieces(file, [])).triangles.length, 0);
    } finally {
      file.close();
    }
  }));

/** A flat piece of two triangles a voxel, its block larger than it. */
function sheet(size: number) {
  const row = size + 1;
  const vertices = Int16Array.from({ length: row * row * 3 }, (_, at) => {
    const vertex = Math.floor(at / 3);
    return [2 * (vertex % row) + 2, 2 * Math.floor(vertex / row) + 2, 4][at % 3] as number;
  });
  const triangles = Uint32Array.from({ length: size * size * 6 }, (_, at) => {
    const cell = Math.floor(at / 6);
    const first = Math.floor(cell / size) * row + (cell % size);
    return first + ([0, 1, row, 1, row + 1, row][at % 6] as number);
  });
  return { vertices, triangles };
}

test('large pieces have fewer triangles when they are joined, and others have theirs', () =>
  inTemporaryDirectory(async (directory) => {
    const file = AppendFile.create(directory, 'surfaces');
    try {
      const place = (x: number) => ({ origin: [x, 0, 0], size: [170, 170, 5] }) as const;
      const [small, large] = [sheet(40), sheet(165)];
      const pieces = [storePiece(file, 1, small, place(0)), storePiece(file, 1, large, place(300))];
      const joined = await joinPieces(file, pieces);
      assert.equal(joined.triangles.subarray(0, small.triangles.length), small.triangles);
      // All that is left is the border, as it was.
      const left = joined.triangles.length - small.triangles.length;
      assert.ok(left > 0 && left < large.triangles.length / 10, `${left / 3} triangles`);
    } finally {
      file.close();
    }
  }));

test('how far a surface may lie off grows with its second longest side', () => {
  assert.equal(
    [
      [3, 3, 3],
      [250, 20, 9],
      [90, 10, 48],
      [64, 64, 64],
      [500, 4, 400],
    ].map((sides) => surfaceError(sides as [number, number, number])),
    [0.25, 0.25, 0.375, 0.5, 0.5],
  );
});

test.run();
