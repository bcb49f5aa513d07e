import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { writeGlb } from '../../../src/formats/mesh/glb.js';
import { oneMeshAtATime } from '../../../src/pipeline/annotation/mesh-file.js';
import { writeInstances, writeMesh } from '../../../src/pipeline/precompute/write-meshes.js';
import type { StagedDirectory } from '../../../src/storage/storage.js';
import { describeAnnotation } from '../../../src/tree/published-annotation.js';
import { makeContext } from '../support/make-context.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('meshes for viewers');

/** A tetrahedron. */
const mesh = {
  vertices: Float64Array.from([0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9]),
  faces: Uint32Array.from([0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3]),
};

const place = { id: 100, voxelSpacing: 10, path: '10/TS_001/a.json', metadata: {} };
const described = { ...describeAnnotation(place), color: [0, 0, 0] } as const;

/** Writes a mesh so many times at once, with a memory budget; returns what was read and written, in order. */
async function write(memory: number, times = 1): Promise<string[]> {
  const log: string[] = [];
  class Output extends MemoryStorage {
    override async get(key: string) {
      log.push('read');
      return super.get(key);
    }
  }
  /** Keeps nothing. */
  const directory: StagedDirectory = {
    put: async (path) => {
      log.push(path);
    },
    createFile: async () => ({
      write: async () => undefined,
      commit: async () => ({}),
      abort: async () => undefined,
    }),
    commit: async () => new Map(),
    abort: async () => undefined,
  };
  const output = new Output('out', { 'a.glb': await writeGlb(mesh, 1, 'a') });
  const context = makeContext({ output, options: { memory } });
  const file = { path: 'a.glb', format: 'glb', shape: 'TriangularMesh', isDefault: true };
  await Promise.all(Array.from({ length: times }, () => writeMesh(described, file, directory, context)));
  return log;
}

test('a mesh that needs more than the memory budget is refused in one sentence', async () => {
  const error = await write(160).catch((reason: unknown) => reason);
  assert.is(
    describeError(error),
    'out/a.glb: the mesh is too large to encode for Neuroglancer in this memory: expected at most 160 MiB, found 4 triangles of 4 vertices, which need 161 MiB',
  );
  assert.is((await write(161)).filter((path) => path === 'mesh/info').length, 1);
});

test('meshes of runs that are ingested side by side are read one after the other', async () => {
  const log = await write(161, 2);
  const [first, second] = [log.indexOf('read'), log.lastIndexOf('read')];
  assert.ok(first < log.indexOf('mesh/info') && log.indexOf('mesh/info') < second, log.join());
  assert.ok(second < log.lastIndexOf('mesh/info'), log.join());
});

test('annotations without a mesh do not wait for the meshes of others', async () => {
  let finish = () => {};
  const other = oneMeshAtATime(makeContext(), () => new Promise<void>((resolve) => (finish = resolve)));
  const instances = writeInstances(described, null, makeContext());
  const first = await Promise.race([instances, new Promise((resolve) => setTimeout(resolve, 1000, 'late'))]);
  finish();
  await other;
  assert.equal(first, { bytesWritten: 0 });
});

test('a mesh that waits is not read once the ingest is interrupted', async () => {
  const interruption = new AbortController();
  const { signal } = interruption;
  const interrupted = oneMeshAtATime({ signal }, async () => interruption.abort());
  let isRead = false;
  const waiting = oneMeshAtATime({ signal }, async () => {
    isRead = true;
  });
  await interrupted;
  assert.is(await waiting.catch((error: unknown) => error), signal.reason);
  assert.not.ok(isRead);
});

test.run();
