import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../../src/neuroglancer/bounds.js';
import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';
import { isClosed, volumeOf } from '../../neuroglancer/mesh/support/shapes.js';
import { annotate, writeMask } from '../../support/annotate.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { readViewerMesh } from '../../support/viewer-mesh.js';

const test = suite('meshes of labels, decoded with the module of Neuroglancer');

const shape = [80, 90, 92] as const;
const { directory, remove } = temporaryDirectory();
let tiny: TinyDeposition;

/** A ball, a block at the border of the volume, a ring around it that touches it, and an angle. */
function labelAt(z: number, y: number, x: number): number {
  if (Math.hypot(z - 40, y - 48, x - 36) <= 33.5) return 1;
  if (z < 16 && y < 16 && x >= 76) return 2;
  if (z < 16 && y < 24 && x >= 68) return 3;
  if (z >= 60 && y >= 66 && x >= 68 && (y < 76 || x < 80)) return 4;
  return 0;
}

interface Extent {
  readonly voxels: number;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Voxels of a label and where they begin and end: x, y, z. */
function extentOf(label: number): Extent {
  const lower = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const upper = [0, 0, 0];
  let voxels = 0;
  for (let z = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++) {
      for (let x = 0; x < shape[2]; x++) {
        if (labelAt(z, y, x) !== label) continue;
        voxels++;
        for (const [axis, value] of [x, y, z].entries()) {
          lower[axis] = Math.min(lower[axis] ?? 0, value);
          upper[axis] = Math.max(upper[axis] ?? 0, value + 1);
        }
      }
    }
  }
  return { voxels, lower, upper };
}

test('masks are ingested', async () => {
  tiny = await makeTinyDeposition(directory, { firstShape: shape });
  await writeMask(tiny, 'labels/TS_001.mrc', shape, labelAt);
  await annotate(tiny, [
    {
      id: 'labels',
      sources: ['InstanceSegmentationMask: {file_format: mrc, glob_string: "labels/{run_name}.mrc"}'],
    },
    {
      id: 'ball',
      sources: ['SemanticSegmentationMask: {file_format: mrc, glob_string: "labels/{run_name}.mrc"}'],
    },
  ]);
  const { status, stdout } = await tiny.ingest('--filter', 'run=TS_001');
  assert.is(status, 0, stdout);
});
test.after(remove);

const precomputed = (name: string) =>
  tiny.published(`10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/${name}_precompute`);

for (const label of [1, 2, 3, 4]) {
  test(`label ${label} is closed, turned outwards, and as large as its voxels`, async () => {
    const { levels, misplaced } = await readViewerMesh(precomputed('100-instancesegmentationmask'), label);
    const extent = extentOf(label);
    const [finest] = levels as [Mesh];
    assert.ok(isClosed(finest));
    const volume = volumeOf(finest);
    assert.ok(Math.abs(volume / extent.voxels - 1) < 0.03, `${volume} of ${extent.voxels} voxels`);
    const { lower, upper } = boundsOf(finest.positions);
    const off = [...lower, ...upper].map((value, i) =>
      Math.abs(value - ([...extent.lower, ...extent.upper][i] ?? 0)),
    );
    assert.ok(Math.max(...off) <= 0.5, `${lower} to ${upper}`);
    assert.is(misplaced, 0);
  });
}

test('a large label has three levels of detail, each smaller than the one before', async () => {
  for (const name of ['100-instancesegmentationmask', '101-segmentationmask']) {
    const { levels } = await readViewerMesh(precomputed(name), 1);
    assert.is(levels.length, 3);
    const [finest = 0, middle = 0, coarsest = 0] = levels.map(({ triangles }) => triangles.length / 3);
    assert.ok(middle < 0.8 * finest && coarsest < 0.8 * middle, `${finest}, ${middle}, ${coarsest}`);
    for (const level of levels) {
      assert.ok(Math.abs(volumeOf(level) / extentOf(1).voxels - 1) < 0.1, 'a coarser level is another thing');
    }
  }
});

test.run();
