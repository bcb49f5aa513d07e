import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { precomputeMeshes } from '../../../src/neuroglancer/mesh/index.js';
import { meshSharding } from '../../../src/neuroglancer/mesh/mesh-directory.js';
import { box, sphere } from './support/shapes.js';

const test = suite('directories of meshes');

test('shards for few and for very many labels', () => {
  const bits = (labels: number) => {
    const { shardBits, minishardBits } = meshSharding(labels);
    return [shardBits, minishardBits];
  };
  assert.equal(bits(1), [0, 0]);
  assert.equal(bits(1365), [0, 0]);
  assert.equal(bits(1366), [0, 1]);
  assert.equal(bits(10_000), [0, 3]);
  assert.equal(bits(699_050), [0, 9]);
  assert.equal(bits(1_300_000), [1, 9]);
  assert.equal(bits(1_500_000), [1, 9]);
});

test('the files of a directory of two meshes', async () => {
  const ball = sphere(30, 3);
  const moved = { ...ball, positions: ball.positions.map((value) => value + 35.2) };
  const meshes = new Map([
    [1, box(20, 30, 40)],
    [7, moved],
  ]);
  const files = await precomputeMeshes(meshes, new Map([[1, 'box']]));
  assert.equal(
    files.map(({ path }) => path),
    ['info', 'segment_properties/info', 'mesh/info', 'mesh/0.shard'],
  );
  const json = (path: string) =>
    JSON.parse(Buffer.from(files.find((file) => file.path === path)?.bytes ?? []).toString());
  assert.equal(json('info').scales[0].size, [66, 66, 66]);
  assert.is(json('info').mesh, 'mesh');
  assert.equal(json('segment_properties/info').inline.ids, ['1']);
  assert.equal(json('mesh/info').transform, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  assert.is(json('mesh/info').sharding.hash, 'murmurhash3_x86_128');
});

test('the same meshes give the same bytes', async () => {
  const meshes = new Map([[1, sphere(40, 4)]]);
  const [first, second] = [
    await precomputeMeshes(meshes, new Map()),
    await precomputeMeshes(meshes, new Map()),
  ];
  assert.equal(first, second);
});

test.run();
