import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type MultiresolutionMesh,
  meshDirectory,
  precomputeMeshes,
  writeMeshDirectory,
} from '../../../src/neuroglancer/mesh/index.js';
import { meshSharding } from '../../../src/neuroglancer/mesh/mesh-directory.js';
import { createRandom } from '../../support/random.js';
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

test('written mesh by mesh, the files are the same', async () => {
  const meshes = new Map<number, MultiresolutionMesh>();
  for (let label = 1; label <= 1500; label++) {
    const random = createRandom(label);
    const bytes = (length: number) => Uint8Array.from({ length }, () => random.integer(256));
    meshes.set(label * 7, { fragments: bytes(random.integer(40)), manifest: bytes(1 + random.integer(40)) });
  }
  const space = { resolution: [1, 1, 1], chunkSize: [64, 64, 64] } as const;
  const whole = meshDirectory(meshes, space);
  const files = new Map<string, Uint8Array>();
  let held = 0;
  const stored = [...meshes].map(([label, { fragments, manifest }]) => ({
    label,
    fragmentBytes: fragments.length,
    manifestBytes: manifest.length,
    read: async () => {
      held += 1;
      return Buffer.concat([fragments, manifest]);
    },
  }));
  const bytesWritten = await writeMeshDirectory(stored, space, {
    put: async (path, bytes) => {
      files.set(path, bytes);
    },
    createFile: async (path, size) => {
      const bytes = Buffer.alloc(size ?? 0);
      return {
        write: async (offset, piece) => {
          assert.ok(held <= 1, 'one mesh at a time');
          held = 0;
          bytes.set(piece, offset);
        },
        commit: async () => {
          files.set(path, bytes);
        },
        abort: async () => undefined,
      };
    },
  });
  assert.equal(
    [...files.keys()],
    whole.map(({ path }) => path),
  );
  for (const { path, bytes } of whole) {
    assert.is(Buffer.compare(files.get(path) ?? new Uint8Array(), bytes), 0, path);
  }
  assert.is(
    bytesWritten,
    whole.reduce((sum, { bytes }) => sum + bytes.length, 0),
  );
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
