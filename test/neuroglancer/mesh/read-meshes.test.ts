import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { FormatError } from '../../../src/base/errors.js';
import { decodeManifest, type Manifest } from '../../../src/neuroglancer/mesh/manifest.js';
import { encodeMultiresolution } from '../../../src/neuroglancer/mesh/multiresolution.js';
import { decodeFragment } from '../../../src/neuroglancer/mesh/read-meshes.js';
import { box, sphere } from './support/shapes.js';

const test = suite('reading meshes');

async function encoded(): Promise<{ manifest: Manifest; manifestBytes: Uint8Array; fragments: Uint8Array }> {
  const mesh = await encodeMultiresolution([sphere(20, 3), sphere(20, 2)]);
  if (mesh === null) throw new Error('no mesh');
  return { manifest: decodeManifest(mesh.manifest), manifestBytes: mesh.manifest, fragments: mesh.fragments };
}

test('a manifest tells where the fragments lie', async () => {
  const { manifest, fragments } = await encoded();
  assert.is(manifest.fragmentBytes, fragments.length);
  assert.equal(manifest.scales, [1, 2]);
  assert.equal(manifest.chunk, [20, 20, 20]);
  assert.equal(manifest.origin, [-20, -20, -20]);
  assert.equal(
    manifest.levels.map((level) => level.length),
    [8, 1],
  );
});

test('fragments decode, and their vertices are where the mesh is', async () => {
  const { manifest, fragments } = await encoded();
  const [first] = manifest.levels[0] ?? [];
  if (first === undefined) throw new Error('no fragment');
  const bytes = fragments.subarray(first.offset, first.offset + first.size);
  const { positions, triangles } = await decodeFragment(bytes);
  assert.ok(triangles.length > 0 && Math.max(...triangles) < positions.length / 3);
  for (let at = 0; at < positions.length; at += 3) {
    const point = [0, 1, 2].map((axis) => -20 + (20 * (positions[at + axis] ?? 0)) / 65_535);
    const radius = Math.hypot(...point);
    assert.ok(radius > 18.9 && radius < 20.01, `${radius}`);
  }
  assert.equal(await decodeFragment(new Uint8Array()), {
    positions: new Uint32Array(),
    triangles: new Uint32Array(),
  });
});

test('a manifest of another size is refused', async () => {
  const { manifestBytes } = await encoded();
  const random = createRandom(3);
  const cases = [
    ...Array.from({ length: 100 }, () => manifestBytes.slice(0, random.integer(manifestBytes.length))),
    new Uint8Array([...manifestBytes, 0]),
    new Uint8Array(100).fill(255),
  ];
  for (const bytes of cases) {
    assert.throws(
      () => decodeManifest(bytes),
      (error: unknown) => error instanceof FormatError,
    );
  }
});

test('damaged fragments give an error of ours or another mesh', async () => {
  const mesh = await encodeMultiresolution([box(9, 9, 9)]);
  const bytes = Uint8Array.from(mesh?.fragments ?? []);
  const random = createRandom(4);
  for (let round = 0; round < 300; round++) {
    const changed = random.uniform() < 0.3 ? bytes.slice(0, random.integer(bytes.length)) : bytes.slice();
    const at = random.integer(Math.max(1, changed.length));
    changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(8));
    try {
      const { positions, triangles } = await decodeFragment(changed);
      assert.is((positions.length + triangles.length) % 3, 0);
    } catch (error) {
      assert.instance(error, FormatError, `round ${round}: ${error}`);
    }
  }
  const { triangles } = await decodeFragment(bytes);
  assert.is(triangles.length, 36);
});

test.run();
