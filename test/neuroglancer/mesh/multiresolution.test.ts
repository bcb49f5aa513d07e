import { createRequire } from 'node:module';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../../src/neuroglancer/bounds.js';
import { divide } from '../../../src/neuroglancer/mesh/cut-mesh.js';
import { levelsOfDetail, planChunks } from '../../../src/neuroglancer/mesh/levels-of-detail.js';
import { encodeManifest } from '../../../src/neuroglancer/mesh/manifest.js';
import {
  encodeMultiresolution,
  type MultiresolutionMesh,
} from '../../../src/neuroglancer/mesh/multiresolution.js';
import { decodeAsViewer } from '../../support/neuroglancer-draco.js';
import { box, isClosed, sphere, volumeOf } from './support/shapes.js';

const test = suite('multi-resolution meshes');

const ones = [0, 0, 0] as const;

interface Decoded {
  readonly cells: number[][];
  readonly sizes: number[];
}

function readManifest({ manifest }: MultiresolutionMesh) {
  const view = new DataView(Uint8Array.from(manifest).buffer);
  let at = 0;
  const next = () => {
    at += 4;
    return at - 4;
  };
  const float = () => view.getFloat32(next(), true);
  const integer = () => view.getUint32(next(), true);
  const three = (read: () => number) => [read(), read(), read()];
  const [chunk, origin, count] = [three(float), three(float), integer()];
  const scales = Array.from({ length: count }, float);
  const offsets = Array.from({ length: count * 3 }, float);
  const counts = Array.from({ length: count }, integer);
  const levels = counts.map((fragments): Decoded => {
    const axes = three(() => 0).map(() => Array.from({ length: fragments }, integer));
    const sizes = Array.from({ length: fragments }, integer);
    return { cells: sizes.map((_, index) => axes.map((axis) => axis[index] ?? 0)), sizes };
  });
  assert.is(at, manifest.length);
  return { chunk, origin, scales, offsets, levels };
}

const dracoModule = createRequire(import.meta.url)('draco3d').createDecoderModule({});

/** Decodes the triangles of a Draco buffer with Draco's own decoder. */
async function decode(bytes: Uint8Array): Promise<{ positions: number[]; triangles: number[] }> {
  const draco = await dracoModule;
  const decoder = new draco.Decoder();
  const mesh = new draco.Mesh();
  const status = decoder.DecodeArrayToMesh(new Int8Array(bytes), bytes.length, mesh);
  assert.ok(status.ok(), status.error_msg());
  const positions = new draco.DracoInt32Array();
  decoder.GetAttributeInt32ForAllPoints(mesh, decoder.GetAttribute(mesh, 0), positions);
  const face = new draco.DracoInt32Array();
  const triangles: number[] = [];
  for (let index = 0; index < mesh.num_faces(); index++) {
    decoder.GetFaceFromMesh(mesh, index, face);
    for (let corner = 0; corner < 3; corner++) triangles.push(face.GetValue(corner));
  }
  return {
    positions: Array.from({ length: positions.size() }, (_, index) => positions.GetValue(index)),
    triangles,
  };
}

test('levels and chunks for meshes of many sizes', () => {
  const rows = [
    [[256, 128, 512], 3, 1, [32, 16, 64], [32, 16, 64], 4],
    [[120, 20, 42], 4, 64, [120, 20, 42], [64, 16, 32], 1],
    [[60, 40, 139], 4, 16, [30, 20, 70], [16, 16, 64], 2],
    [[512, 345, 415], 4, 4, [32, 22, 26], [32, 16, 16], 5],
    [[256, 256, 256], 3, 256, [256, 256, 256], [256, 256, 256], 1],
    [[100, 100, 100], 2, 16, [25, 25, 25], [16, 16, 16], 3],
    [[40, 20, 25], 2, 16, [40, 20, 25], [32, 16, 16], 1],
    [[15, 5, 15], 2, 2, [8, 3, 8], [4, 2, 4], 2],
    [[5, 5, 5], 2, 2, [3, 3, 3], [2, 2, 2], 2],
  ] as const;
  for (const [size, coarser, least, chunk, minimal, levels] of rows) {
    assert.equal(planChunks(size, coarser, least), { chunk: [...chunk], minimal: [...minimal], levels });
  }
});

test('a box is divided into eight closed-up corners, in Z order', () => {
  const grid = { origin: ones, size: [5, 5, 5], count: [2, 2, 2] } as const;
  const pieces = Array.from(divide(box(10, 10, 10), grid), ({ cell, mesh: { positions, triangles } }) => ({
    cell,
    mesh: { positions: positions.slice(), triangles: triangles.slice() },
  }));
  assert.equal(
    pieces.map(({ cell }) => cell.join('')),
    ['000', '100', '010', '110', '001', '101', '011', '111'],
  );
  for (const { mesh } of pieces) assert.is(mesh.triangles.length, 6 * 3);
  const positions = pieces.flatMap(({ mesh }) => [...mesh.positions]);
  let offset = 0;
  const triangles = pieces.flatMap(({ mesh }) => {
    const shifted = [...mesh.triangles].map((vertex) => vertex + offset);
    offset += mesh.positions.length / 3;
    return shifted;
  });
  const whole = { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
  assert.ok(isClosed(whole));
  assert.is(volumeOf(whole), 1000);
});

test('a face in a plane lies in one cell: the one behind it', () => {
  const pieces = [...divide(box(5, 10, 10), { origin: ones, size: [5, 10, 10], count: [2, 1, 1] })];
  assert.equal(
    pieces.map(({ cell }) => cell),
    [[0, 0, 0]],
  );
});

test('the manifest of a box in eight fragments and one', () => {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => ({
    cell: [corner & 1, (corner >> 1) & 1, corner >> 2] as const,
    size: 100 + corner,
  }));
  const manifest = encodeManifest([corners, [{ cell: ones, size: 100 }]], ones, [5, 5, 5]);
  assert.is(manifest.length, 212);
  const integers = (...values: readonly number[]) =>
    Buffer.from(Uint32Array.from(values).buffer).toString('hex');
  assert.is(
    Buffer.from(manifest).toString('hex'),
    [
      '0000a0400000a0400000a040000000000000000000000000020000000000803f00000040',
      '00'.repeat(24),
      integers(8, 1),
      integers(0, 1, 0, 1, 0, 1, 0, 1),
      integers(0, 0, 1, 1, 0, 0, 1, 1),
      integers(0, 0, 0, 0, 1, 1, 1, 1),
      integers(100, 101, 102, 103, 104, 105, 106, 107),
      integers(0, 0, 0, 100),
    ].join(''),
  );
});

test('a sphere touches all cells but the corners', () => {
  const ball = sphere(20.3, 4);
  const origin = [-21, -21, -21] as const;
  assert.is([...divide(ball, { origin, size: [11, 11, 11], count: [4, 4, 4] })].length, 56);
  assert.is([...divide(ball, { origin, size: [22, 22, 22], count: [2, 2, 2] })].length, 8);
});

test('a sphere: nodes of each level, sizes that add up', async () => {
  const ball = sphere(20.3, 4);
  const encoded = await encodeMultiresolution([ball, ball, ball]);
  assert.ok(encoded !== null);
  const { levels } = readManifest(encoded);
  const sizes = levels.flatMap((level) => level.sizes);
  assert.is(
    sizes.reduce((sum, size) => sum + size, 0),
    encoded.fragments.length,
  );
  assert.equal(levels.at(-1)?.cells, [[0, 0, 0]]);
});

test('fragments decode to the mesh, to a 65535th of a chunk', async () => {
  const ball = sphere(60, 4);
  for (let at = 0; at < ball.positions.length; at++) ball.positions[at] = (ball.positions[at] ?? 0) + 70;
  const meshes = await levelsOfDetail(ball);
  assert.is(meshes.length, 3);
  assert.ok(
    meshes.every(
      (mesh, level) => level === 0 || mesh.triangles.length < (meshes[level - 1]?.triangles.length ?? 0),
    ),
  );
  const encoded = await encodeMultiresolution(meshes);
  assert.ok(encoded !== null);
  const { chunk, origin, levels } = readManifest(encoded);
  let from = 0;
  for (const [level, { cells, sizes }] of levels.entries()) {
    const positions: number[] = [];
    const triangles: number[] = [];
    for (const [index, size] of sizes.entries()) {
      const piece = await decode(encoded.fragments.subarray(from, from + size));
      from += size;
      const first = positions.length / 3;
      for (const vertex of piece.triangles) triangles.push(vertex + first);
      for (const [at, step] of piece.positions.entries()) {
        const axis = at % 3;
        const width = (chunk[axis] ?? 0) * 2 ** level;
        positions.push((origin[axis] ?? 0) + width * ((cells[index]?.[axis] ?? 0) + step / 65_535));
      }
      // In coarser levels, no triangle crosses the middle of its chunk.
      if (level === 0) continue;
      for (let at = 0; at < piece.triangles.length; at += 3) {
        for (let axis = 0; axis < 3; axis++) {
          const steps = [0, 1, 2].map(
            (corner) => piece.positions[(piece.triangles[at + corner] ?? 0) * 3 + axis] ?? 0,
          );
          assert.ok(Math.max(...steps) <= 32_768 || Math.min(...steps) >= 32_768, steps.join());
        }
      }
    }
    const whole = { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
    const given = meshes[level] ?? ball;
    assert.ok(Math.abs(volumeOf(whole) / volumeOf(given) - 1) < 1e-3, `level ${level}: ${volumeOf(whole)}`);
    const [found, expected] = [boundsOf(whole.positions), boundsOf(given.positions)];
    for (const axis of [0, 1, 2] as const) {
      assert.ok(Math.abs(found.lower[axis] - expected.lower[axis]) < 0.01);
      assert.ok(Math.abs(found.upper[axis] - expected.upper[axis]) < 0.01);
    }
  }
});

/** How Draco encoded a mesh, by its header: edgebreaker compares all triangles at an edge with each other. */
const [sequential, edgebreaker] = [0, 1];
const methodAt = 8;

test('triangles that share one edge are encoded in order, since edgebreaker would take their square', async () => {
  const fan = (count: number) => ({
    positions: Float64Array.from([
      ...[0, 0, 0, 0, 0, 8],
      ...Array.from({ length: count }, (_, at) => [
        8 * Math.cos(at / count),
        8 * Math.sin(at / count),
        4,
      ]).flat(),
    ]),
    triangles: Uint32Array.from({ length: 3 * count }, (_, at) => (at % 3 < 2 ? at % 3 : 2 + (at - 2) / 3)),
  });
  const encoded = await encodeMultiresolution([fan(1001)]);
  assert.ok(encoded !== null);
  assert.is(encoded.fragments[methodAt], sequential);
  assert.is((await decode(encoded.fragments)).triangles.length, 3 * 1001);
  assert.is((await decodeAsViewer(encoded.fragments, true)).indices.length, 3 * 1001);
  assert.is((await encodeMultiresolution([fan(1000)]))?.fragments[methodAt], edgebreaker);
});

test('a mesh without triangles is none', async () => {
  const empty = { positions: new Float64Array(), triangles: new Uint32Array() };
  assert.is(await encodeMultiresolution([empty]), null);
});

test.run();
