import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../../src/neuroglancer/bounds.js';
import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';
import { writeInstances } from '../../../src/pipeline/precompute/write-meshes.js';
import { describeAnnotation } from '../../../src/tree/published-annotation.js';
import { annotate } from '../../support/annotate.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../../support/tree.js';
import { readViewerMesh } from '../../support/viewer-mesh.js';
import { makeContext } from '../support/make-context.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('meshes at oriented points');

const precomputed = '10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute';
const state = `${precomputed}/100-neuroglancer-config.json`;

/** A box of 40 × 60 × 100 Å from the origin on, as an OBJ. */
const box = [
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(
    (corner) => `v ${40 * (corner & 1)} ${60 * ((corner >> 1) & 1)} ${100 * (corner >> 2)}`,
  ),
  ...['1 5 7 3', '2 4 8 6', '1 2 6 5', '3 7 8 4', '1 3 4 2', '5 6 8 7'].map((quad) => `f ${quad}`),
  '',
].join('\n');

/** Voxels of 10 Å, and RELION's rot, tilt and psi. */
const star = `
data_particles

loop_
_rlnMicrographName #1
_rlnCoordinateX #2
_rlnCoordinateY #3
_rlnCoordinateZ #4
_rlnAngleRot #5
_rlnAngleTilt #6
_rlnAnglePsi #7
TS_001 2 3 1 0 0 0
TS_001 40 30 20 90 0 0
TS_002 5 5 5 0 0 0
`;

const source = (more = '') =>
  `OrientedPoint: {file_format: relion3_star, glob_string: picks.star, filter_value: "{run_name}", order: xyz, is_visualization_default: true${more}}`;
const withMesh = source(', mesh_source_path: "meshes/{run_name}.obj"');

async function withPicks(work: (tiny: TinyDeposition) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: [32, 48, 52] });
    await tiny.editSource('picks.star', () => star);
    await tiny.editSource('meshes/TS_001.obj', () => box);
    await tiny.editSource('meshes/TS_002.obj', () => box);
    await work(tiny);
  });
}

interface Layer {
  readonly name: string;
  readonly type: string;
  readonly visible: boolean;
  readonly meshRenderScale?: number;
  readonly source: { readonly url: string };
}

async function layersOf(tiny: TinyDeposition): Promise<Layer[]> {
  const { layers } = (await readJsonFile(tiny.output, state)) as unknown as { layers: Layer[] };
  return layers.slice(1);
}

/** The triangles whose corners all lie within a distance of a place. */
function around({ positions, triangles }: Mesh, place: readonly number[], distance: number): Mesh {
  const isNear = (vertex: number) =>
    Math.hypot(...place.map((value, axis) => (positions[vertex * 3 + axis] ?? 0) - value)) < distance;
  const kept: number[] = [];
  for (let at = 0; at < triangles.length; at += 3) {
    const corners = [...triangles.subarray(at, at + 3)];
    if (corners.every(isNear))
      kept.push(...corners.flatMap((v) => [...positions.subarray(v * 3, v * 3 + 3)]));
  }
  return { positions: Float64Array.from(kept), triangles: Uint32Array.from(kept.keys()) };
}

function near(mesh: Mesh, lower: readonly number[], upper: readonly number[]): void {
  const found = boundsOf(mesh.positions);
  const difference = [...found.lower, ...found.upper].map(
    (value, i) => value - ([...lower, ...upper][i] ?? 0),
  );
  assert.ok(Math.max(...difference.map(Math.abs)) < 0.01, JSON.stringify(found));
}

test('a mesh in Å stands at each point, as large and turned as the point is', () =>
  withPicks(async (tiny) => {
    await annotate(tiny, [{ id: 'picks', name: 'Box', sources: [withMesh] }]);
    const { status, stdout, stderr } = await tiny.ingest();
    assert.is(status, 0, stdout + stderr);
    const { levels } = await readViewerMesh(tiny.published(`${precomputed}/100-orientedmesh_precompute`), 1);
    const finest = levels[0] as Mesh;
    near(finest, [2, 3, 1], [46, 30, 30]);
    near(around(finest, [2, 3, 1], 15), [2, 3, 1], [6, 9, 11]);
    // RELION's rot turns the other way: what lay along y lies along x, what lay along x along -y.
    near(around(finest, [40, 30, 20], 15), [40, 26, 20], [46, 30, 30]);
    const layers = await layersOf(tiny);
    assert.equal(
      layers.map(({ name, type, visible, meshRenderScale }) => [name, type, visible, meshRenderScale]),
      [
        ['100 Box orientedmesh', 'segmentation', true, 4],
        ['100 Box orientedpoint', 'annotation', true, undefined],
      ],
    );
    assert.match(layers[0]?.source.url ?? '', /^precomputed:.*\/100-orientedmesh_precompute$/);
    const text = await readFile(tiny.published(state), 'utf8');
    assert.match(text, /"meshRenderScale": 4\.0/);
  }));

test('other tasks get a turn while the mesh is read', async () => {
  let isTurned = false;
  class Input extends MemoryStorage {
    override get(key: string) {
      setTimeout(() => {
        isTurned = true;
      });
      return super.get(key);
    }
  }
  class Output extends MemoryStorage {
    override async open(): Promise<never> {
      throw new Error(`points are read, turned: ${isTurned}`);
    }
  }
  const context = makeContext({ input: new Input('in', { 'box.obj': box }), output: new Output('out') });
  const files = [{ shape: 'OrientedPoint', format: 'ndjson', path: 'points.ndjson' }];
  const place = { id: 100, voxelSpacing: 10, path: '10801/TS_001/annotation.json', metadata: { files } };
  const described = { ...describeAnnotation(place), color: [0, 0, 0] } as const;
  const reason = await writeInstances(described, 'box.obj', context).catch((error: Error) => error.message);
  assert.is(reason, 'points are read, turned: true');
});

test('a mesh without oriented points to stand at is said so', async () => {
  const context = makeContext({ output: new MemoryStorage('out') });
  const place = { id: 100, voxelSpacing: 10, path: '10801/TS_001/annotation.json', metadata: { files: [] } };
  const result = await writeInstances({ ...describeAnnotation(place), color: [0, 0, 0] }, 'box.obj', context);
  assert.equal(result.warnings, ['no oriented points to show box.obj at: left out']);
});

test('--no-precompute makes none of them', () =>
  withPicks(async (tiny) => {
    await annotate(tiny, [{ id: 'picks', name: 'Box', sources: [withMesh] }]);
    const { status, stdout, stderr } = await tiny.ingest('--no-precompute');
    assert.is(status, 0, stdout + stderr);
    assert.equal(
      (await listFiles(tiny.output)).filter((path) => path.includes('_precompute/')),
      [],
    );
    assert.equal(
      (await layersOf(tiny)).map(({ name }) => name),
      [],
    );
  }));

test('they go when the configuration names no mesh any more', () =>
  withPicks(async (tiny) => {
    await annotate(tiny, [{ id: 'picks', name: 'Box', sources: [withMesh] }]);
    assert.is((await tiny.ingest()).status, 0);
    await tiny.editConfig(withMesh, source());
    const { status, stdout, stderr } = await tiny.ingest();
    assert.is(status, 0, stdout + stderr);
    assert.equal(
      (await layersOf(tiny)).map(({ name }) => name),
      ['100 Box orientedpoint'],
    );
    assert.equal(
      (await listFiles(tiny.output)).filter((path) => path.includes('orientedmesh')),
      [],
    );
  }));

test('a mesh that is not there is one clear error, in a dry run too', () =>
  withPicks(async (tiny) => {
    await annotate(tiny, [{ id: 'picks', name: 'Box', sources: [withMesh] }]);
    await tiny.removeSource('meshes/TS_002.obj');
    for (const options of [['--dry-run'], []]) {
      const { status, stdout, stderr } = await tiny.ingest(...options);
      assert.is(status, 1, stdout + stderr);
      assert.match(stdout, 'there is no mesh for the oriented points');
      assert.match(stdout, 'dep/meshes/TS_002.obj');
      assert.match(stdout, /mesh_source_path in .*config\.yaml, line \d+/);
      assert.not.match(stdout, 'TS_001.obj');
    }
  }));

test('a file that is not a mesh is one clear error', () =>
  withPicks(async (tiny) => {
    await annotate(tiny, [{ id: 'picks', name: 'Box', sources: [withMesh] }]);
    await tiny.editSource('meshes/TS_001.obj', () => 'v 1 2\n');
    const { status, stdout, stderr } = await tiny.ingest();
    assert.is(status, 1, stdout + stderr);
    assert.match(stdout, 'meshes/TS_001.obj');
  }));

test.run();
