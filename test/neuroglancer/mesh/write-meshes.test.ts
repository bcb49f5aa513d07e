import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { levelsOfDetail } from '../../../src/neuroglancer/mesh/levels-of-detail.js';
import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';
import {
  meshSharding,
  writeMeshDirectory,
  writeMeshes,
} from '../../../src/neuroglancer/mesh/write-meshes.js';
import { gzip } from '../../../src/storage/gzip.js';
import { filesOf, type PrecomputedFile } from '../support/memory-directory.js';
import { writeShards } from '../support/write-shards.js';
import { box, sphere } from './support/shapes.js';

const test = suite('directories of meshes');

async function written(
  meshes: ReadonlyMap<number, Mesh>,
  names: ReadonlyMap<number, string>,
): Promise<PrecomputedFile[]> {
  const levels = new Map<number, Mesh[]>();
  for (const [label, mesh] of meshes) levels.set(label, await levelsOfDetail(mesh));
  return filesOf((directory) => writeMeshes(levels, names, directory, gzip));
}

test('shards for few and for very many labels', () => {
  const bits = (labels: number) => {
    const { shard_bits, minishard_bits } = meshSharding(labels);
    return [shard_bits, minishard_bits];
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
  const files = await written(meshes, new Map([[1, 'box']]));
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

test('written mesh by mesh, the shards are those of all meshes', async () => {
  const meshes = new Map<number, { fragments: Uint8Array; manifest: Uint8Array }>();
  for (let label = 1; label <= 1500; label++) {
    const random = createRandom(label);
    const bytes = (length: number) => Uint8Array.from({ length }, () => random.integer(256));
    meshes.set(label * 7, { fragments: bytes(random.integer(40)), manifest: bytes(1 + random.integer(40)) });
  }
  const space = { resolution: [1, 1, 1], chunkSize: [64, 64, 64] } as const;
  const whole = writeShards(
    [...meshes].map(([label, { fragments: prefix, manifest: value }]) => ({
      key: BigInt(label),
      prefix,
      value,
    })),
    meshSharding(meshes.size),
  );
  const files = new Map<string, Uint8Array>();
  let held = 0;
  const stored = [...meshes].map(([label, { fragments, manifest }]) => ({
    key: BigInt(label),
    size: manifest.length,
    prefixSize: fragments.length,
    read: async () => {
      held += 1;
      return Buffer.concat([fragments, manifest]);
    },
  }));
  const directory = {
    put: async (path: string, bytes: Uint8Array) => {
      files.set(path, bytes);
    },
    createFile: async (path: string, size: number | null) => {
      const bytes = Buffer.alloc(size ?? 0);
      return {
        write: async (offset: number, piece: Uint8Array) => {
          assert.ok(held <= 1, 'one mesh at a time');
          held = 0;
          bytes.set(piece, offset);
        },
        commit: async () => {
          files.set(path, bytes);
          return {};
        },
        abort: async () => undefined,
      };
    },
  };
  const bytesWritten = await writeMeshDirectory(stored, space, directory, gzip);
  assert.equal([...files.keys()], ['mesh/info', ...whole.map(({ name }) => `mesh/${name}`)]);
  for (const { name, bytes } of whole) {
    assert.is(Buffer.compare(files.get(`mesh/${name}`) ?? new Uint8Array(), bytes), 0, name);
  }
  assert.is(
    bytesWritten,
    [...files.values()].reduce((sum, { length }) => sum + length, 0),
  );
});

test('the same meshes give the same bytes', async () => {
  const meshes = new Map([[1, sphere(40, 4)]]);
  const [first, second] = [await written(meshes, new Map()), await written(meshes, new Map())];
  assert.equal(first, second);
});

test.run();
