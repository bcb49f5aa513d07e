import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cutWedge } from '../../demo/scene/cut-wedge.js';
import { makeScene, type Point, shrinkScene, smallSubunit } from '../../demo/scene/scene.js';

const test = suite('the scene of the demonstration');

const shape = [128, 400, 400] as const;
const scene = makeScene(5, shape, { vesicles: 2, ribosomes: 40 });

test('ribosomes dock on the endoplasmic reticulum with their large subunit, and lie outside of all organelles', () => {
  const sacs = scene.organelles.filter(({ name }) => name === 'endoplasmic reticulum');
  const toSac = (point: Point) => Math.min(...sacs.map(({ distance }) => distance(...point)));
  const docked = scene.ribosomes.filter(({ center }) => toSac(center) < 11);
  assert.is(docked.length > 5, true);
  for (const { center, axis } of docked) {
    const away = smallSubunit.away * scene.ribosomeRadius;
    const small = center.map((value, i) => value + away * axis[i]!) as unknown as Point;
    assert.ok(toSac(small) > toSac(center) + 0.7 * away, `${toSac(center)} and ${toSac(small)}`);
  }
  for (const { center } of scene.ribosomes)
    for (const { name, distance } of scene.organelles) assert.ok(distance(...center) > 8, name);
});

test('in wider voxels all of it is nearer by the same factor', () => {
  const half = shrinkScene(scene, 2);
  assert.equal(half.shape, [64, 200, 200]);
  assert.is(half.organelles[0]!.distance(10, 20, 30), scene.organelles[0]!.distance(20, 40, 60) / 2);
  assert.is(half.ribosomes[3]!.center[2], scene.ribosomes[3]!.center[2] / 2);
});

test('a small volume has vesicles and ribosomes only', () => {
  const small = makeScene(5, [40, 96, 88], { vesicles: 3, ribosomes: 8 });
  assert.equal([small.organelles, small.proteins, small.vesicles.length], [[], [], 3]);
});

test('a wall along the beam stays, and one across it is lost to the missing wedge', () => {
  const [nz, ny, nx] = [48, 1, 96];
  const along = new Float32Array(nz * nx).map((_, i) => (i % nx === 48 ? 1 : 0));
  const across = new Float32Array(nz * nx).map((_, i) => (Math.floor(i / nx) === 24 ? 1 : 0));
  const middle = 24 * nx + 48;
  assert.ok(cutWedge({ shape: [nz, ny, nx], values: along }).values[middle]! > 0.99);
  assert.ok(Math.abs(cutWedge({ shape: [nz, ny, nx], values: across }).values[middle]!) < 0.2);
});

test.run();
