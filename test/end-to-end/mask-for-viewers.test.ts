import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../src/neuroglancer/bounds.js';
import { decodeSegmentationChunk } from '../../src/neuroglancer/compressed-segmentation.js';
import type { Mesh } from '../../src/neuroglancer/mesh/mesh.js';
import { isClosed, volumeOf } from '../neuroglancer/mesh/support/shapes.js';
import { annotate, writeMask } from '../support/annotate.js';
import { readMeshes } from '../support/read-meshes.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../support/tree.js';

const test = suite('a mask for viewers, end to end');

const shape = [70, 60, 300] as const;
const viewerFiles = '10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute';

/** A ball over the border of two chunks, a box, and a rod with a label beyond 255. */
function labelAt(z: number, y: number, x: number): number {
  if (Math.hypot(z - 20, y - 25, x - 256) < 16) return 1;
  if (z >= 40 && z < 65 && y >= 10 && y < 40 && x >= 30 && x < 80) return 7;
  return Math.hypot(z - 15, y - 45) < 9 && x >= 100 && x < 200 ? 300 : 0;
}

async function ingestMask(tiny: TinyDeposition, kind: string): Promise<string> {
  await writeMask(tiny, 'annotations/TS_001_cells.mrc', shape, labelAt, 1);
  const source = `${kind}: {file_format: mrc, glob_string: 'annotations/{run_name}_cells.mrc'}`;
  await annotate(tiny, [{ id: 'cells', name: 'cell', sources: [source] }]);
  const { status, stdout, stderr } = await tiny.ingest(
    ...['--import', 'annotation,annotation_viz', '--metadata', 'annotation'],
    ...['--filter', 'run=TS_001', '--log-format', 'json'],
  );
  assert.is(status, 0, stderr);
  return stdout;
}

test('labels, names and meshes are those of the mask', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: shape });
    const log = await ingestMask(tiny, 'InstanceSegmentationMask');
    const place = tiny.published(`${viewerFiles}/100-instancesegmentationmask_precompute`);
    assert.equal(await listFiles(place), [
      'data/0-256_0-60_0-70',
      'data/256-300_0-60_0-70',
      'info',
      'mesh/0.shard',
      'mesh/info',
      'segment_properties/info',
    ]);
    await assertLabels(place);
    await assertNames(place);
    await assertMeshes(place);
    assertProgress(log);
  });
});

test('a semantic mask has one label, called like its object', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: shape });
    await ingestMask(tiny, 'SemanticSegmentationMask');
    const place = tiny.published(`${viewerFiles}/100-segmentationmask_precompute`);
    const { inline } = await readJsonFile(place, 'segment_properties', 'info');
    assert.equal(inline, { ids: ['1'], properties: [{ values: ['cell'], type: 'label', id: 'label' }] });
    const labels: number[] = [];
    for (const { label } of await readMeshes(join(place, 'mesh'))) labels.push(label);
    assert.equal(labels, [1]);
  });
});

/** Every voxel, at its place in nanometres: voxels are 10 Å wide, a nanometre. */
async function assertLabels(place: string): Promise<void> {
  const { scales } = (await readJsonFile(place, 'info')) as { scales: Record<string, unknown>[] };
  const { resolution, size, chunk_sizes: chunkSizes, key } = scales[0] ?? {};
  assert.equal([resolution, size, chunkSizes, key], [[1, 1, 1], [300, 60, 70], [[256, 60, 70]], 'data']);
  for (const [from, to] of [
    [0, 256],
    [256, 300],
  ] as const) {
    const bytes = await readFile(join(place, 'data', `${from}-${to}_0-60_0-70`));
    const labels = decodeSegmentationChunk(bytes, [70, 60, to - from], [64, 64, 64]);
    const expected = labels.map((_, index) => {
      const [width, x] = [to - from, index % (to - from)];
      return labelAt(Math.floor(index / (60 * width)), Math.floor(index / width) % 60, from + x);
    });
    assert.is(Buffer.compare(Buffer.from(labels.buffer), Buffer.from(expected.buffer)), 0);
  }
}

async function assertNames(place: string): Promise<void> {
  const info = await readJsonFile(place, 'info');
  assert.equal([info.segment_properties, info.mesh], ['segment_properties', 'mesh']);
  assert.equal(await readJsonFile(place, 'segment_properties', 'info'), {
    '@type': 'neuroglancer_segment_properties',
    inline: {
      ids: ['1', '7', '300'],
      properties: [{ id: 'label', type: 'label', values: ['cell 1', 'cell 7', 'cell 300'] }],
    },
  });
}

async function assertMeshes(place: string): Promise<void> {
  const found = new Map<number, readonly Mesh[]>();
  for (const { label, levels } of await readMeshes(join(place, 'mesh'))) found.set(label, levels);
  assert.equal(
    [...found.keys()].sort((a, b) => a - b),
    [1, 7, 300],
  );
  for (const [label, levels] of found) {
    const { count, lower, upper } = extentOf(label);
    const [finest] = levels;
    if (finest === undefined) throw new Error(`label ${label} has no mesh`);
    const share = volumeOf(finest) / count;
    assert.ok(Math.abs(share - 1) < 0.03, `label ${label}: ${share} of its volume`);
    const bounds = boundsOf(finest.positions);
    for (const axis of [0, 1, 2] as const) {
      assert.ok(Math.abs(bounds.lower[axis] - (lower[axis] ?? 0)) <= 0.5, `label ${label}, axis ${axis}`);
      assert.ok(Math.abs(bounds.upper[axis] - (upper[axis] ?? 0)) <= 0.5, `label ${label}, axis ${axis}`);
    }
  }
  // One fragment holds all of the rod, so its vertices are shared.
  const [rod] = found.get(300)?.slice(-1) ?? [];
  assert.ok(rod !== undefined && isClosed(rod));
}

/** Voxels of a label, and from where to where they lie along x, y, z: voxel i spans i to i + 1. */
function extentOf(label: number) {
  const [lower, upper] = [
    [999, 999, 999],
    [0, 0, 0],
  ];
  let count = 0;
  for (let z = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++) {
      for (let x = 0; x < shape[2]; x++) {
        if (labelAt(z, y, x) !== label) continue;
        count += 1;
        for (const [axis, place] of [x, y, z].entries()) {
          lower[axis] = Math.min(lower[axis] ?? 0, place);
          upper[axis] = Math.max(upper[axis] ?? 0, place + 1);
        }
      }
    }
  }
  return { count, lower, upper };
}

/** Half of the labels' bytes is done with the last chunk, the rest with the meshes, each by its triangles. */
function assertProgress(log: string): void {
  const events = log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event, item }) => {
      const { type } = (item ?? {}) as { type?: string };
      return event === 'item-progress' && type === 'annotation_viz';
    });
  const bytes = 2 * shape[0] * shape[1] * shape[2];
  assert.ok(events.every(({ bytesTotal }) => bytesTotal === bytes));
  const done = events.map(({ bytesDone }) => Number(bytesDone));
  assert.is(done.length, 5);
  assert.equal(done.slice(0, 2), [(bytes / 2) * (256 / 300), bytes / 2]);
  assert.ok(done.every((value, index) => index === 0 || value > (done[index - 1] ?? 0)));
  assert.is(done.at(-1), bytes);
}

test.run();
