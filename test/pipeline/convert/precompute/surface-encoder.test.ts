import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Mesh } from '../../../../src/neuroglancer/mesh/index.js';
import {
  createSurfaceEncoder,
  encodeInOrder,
  type SurfaceEncoder,
} from '../../../../src/pipeline/convert/precompute/surface-encoder.js';

const test = suite('surfaces encoded in workers');

const noPause = async () => {};

/** A bumpy sheet of `2 · size²` triangles. */
function sheet(size: number, seed: number): Mesh {
  const row = size + 1;
  const positions = new Float64Array(row * row * 3);
  for (let at = 0; at < row * row; at++) {
    const [x, y] = [at % row, Math.floor(at / row)];
    positions.set([x, y, 4 + 3 * Math.sin((x * seed + y) / 5)], at * 3);
  }
  const triangles = new Uint32Array(size * size * 6);
  let to = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const a = y * row + x;
      triangles.set([a, a + 1, a + row, a + 1, a + row + 1, a + row], to);
      to += 6;
    }
  }
  return { positions, triangles };
}

const known = [1, 2, 5, 9].map((label) => ({ label, triangles: 2 * 40 ** 2 }));
const read = async (label: number) => sheet(40, label);

async function encoded(encoder: SurfaceEncoder) {
  const meshes: { label: number; bytes: string }[] = [];
  try {
    for await (const { label, mesh } of encodeInOrder(known, encoder, read)) {
      assert.ok(mesh !== null);
      meshes.push({ label, bytes: Buffer.concat([mesh.fragments, mesh.manifest]).toString('hex') });
    }
  } finally {
    await encoder.close();
  }
  return meshes;
}

test('workers make the bytes that one thread makes, in the order of the labels', async () => {
  const here = await encoded(createSurfaceEncoder(1, 1_000_000, noPause));
  assert.equal(
    here.map(({ label }) => label),
    [1, 2, 5, 9],
  );
  assert.equal(await encoded(createSurfaceEncoder(2, 1_000_000, noPause)), here);
});

test('of large surfaces one is under way at a time', async () => {
  let [now, most] = [0, 0];
  const encoder: SurfaceEncoder = {
    depth: 3,
    async encode() {
      now++;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return null;
    },
    close: noPause,
  };
  const surfaces = [1, 2, 3].map((label) => ({ label, triangles: 500_000 }));
  const labels: number[] = [];
  for await (const { label } of encodeInOrder(surfaces, encoder, read)) labels.push(label);
  assert.equal(labels, [1, 2, 3]);
  assert.is(most, 1);
  for await (const _ of encodeInOrder(known, encoder, read));
  assert.is(most, 3);
});

test('a surface that cannot be encoded fails, whatever else is under way', async () => {
  const encoder: SurfaceEncoder = {
    depth: 3,
    encode: async () => {
      throw new Error('no memory');
    },
    close: noPause,
  };
  try {
    for await (const _ of encodeInOrder(known, encoder, read));
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'no memory');
  }
});

test.run();
