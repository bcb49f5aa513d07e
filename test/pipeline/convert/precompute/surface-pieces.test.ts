import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { labelSurfaces } from '../../../../src/pipeline/convert/precompute/label-surfaces.js';
import { joinPieces, storePiece } from '../../../../src/pipeline/convert/precompute/surface-pieces.js';
import { AppendFile } from '../../../../src/storage/index.js';
import { inTemporaryDirectory } from '../../../support/temporary-directory.js';

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

test.run();
