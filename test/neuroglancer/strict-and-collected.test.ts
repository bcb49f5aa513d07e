import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { CryoetError } from '../../src/base/errors.js';
import type { JsonValue } from '../../src/base/json-value.js';
import { onlyCell } from '../../src/neuroglancer/annotation-info.js';
import { readById, readSpatialCell, recordLayout } from '../../src/neuroglancer/annotation-records.js';
import { parsePrecomputedInfo } from '../../src/neuroglancer/expected-files.js';
import { parseMeshInfo } from '../../src/neuroglancer/mesh/mesh.js';
import { readFragments, readMeshes } from '../../src/neuroglancer/mesh/read-meshes.js';
import { PrecomputedReader, type ReadOptions } from '../../src/neuroglancer/precomputed-reader.js';
import { readChunk } from '../../src/neuroglancer/read-segmentation.js';
import { chunkExtents } from '../../src/neuroglancer/segmentation-info.js';
import { maskFiles, pointFiles } from '../validate/support/good-precomputes.js';
import { memoryFiles, type PrecomputedFile } from './support/memory-directory.js';

const test = suite('precomputed directories, strict and collected');

type Files = ReadonlyMap<string, Uint8Array>;

const mapOf = (files: readonly PrecomputedFile[]) =>
  new Map(files.map(({ path, bytes }) => [path, Uint8Array.from(bytes)]));
const json = (bytes: Uint8Array | undefined) =>
  JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())) as JsonValue;

/** Reads the whole content of a directory. */
async function readAll(files: Files, options: ReadOptions): Promise<void> {
  const reader = new PrecomputedReader(memoryFiles(files), options);
  const info = parsePrecomputedInfo(json(files.get('info')));
  if (info.kind === 'annotations') {
    const layout = recordLayout(info);
    await readSpatialCell(reader, onlyCell(info) ?? '', layout);
    await readById(reader, info, layout, () => {});
    return;
  }
  for (const chunk of chunkExtents(info)) await readChunk(reader, info, chunk);
  const meshInfo = parseMeshInfo(json(files.get('mesh/info')));
  await readMeshes(reader, 'mesh', meshInfo, async (mesh, manifest, file) => {
    if (manifest !== null) await readFragments(reader, mesh, meshInfo, manifest, file);
  });
}

async function issuesOf(files: Files): Promise<CryoetError[]> {
  const issues: CryoetError[] = [];
  await readAll(files, { report: (_aspect, _inside, issue) => issues.push(issue) });
  return issues;
}

async function failureOf(files: Files): Promise<CryoetError | null> {
  try {
    await readAll(files, {});
    return null;
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
    return error;
  }
}

const labels = Uint32Array.from({ length: 12 * 20 * 18 }, (_, index) => (index % 7) * 3);
const directories = {
  points: await pointFiles(Array.from({ length: 20 }, (_, index) => ({ x: index, y: 2 * index, z: 3 }))),
  mask: await maskFiles(labels, [12, 20, 18], [1, 4, 9]),
};

for (const [name, made] of Object.entries(directories)) {
  test(`undamaged ${name} have no issue`, async () => {
    assert.equal(await issuesOf(mapOf(made)), []);
    assert.is(await failureOf(mapOf(made)), null);
  });

  test(`of damaged ${name} the strict reader fails with the first issue that the collector gets`, async () => {
    const random = createRandom(17);
    const data = made.filter(({ path }) => !path.endsWith('info'));
    let broken = 0;
    for (let round = 0; round < 150; round++) {
      const files = mapOf(made);
      const { path } = data[random.integer(data.length)] as PrecomputedFile;
      const bytes = files.get(path) as Uint8Array;
      const at = random.integer(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << random.integer(8));
      if (random.uniform() < 0.3) files.set(path, bytes.slice(0, at));
      const [first] = await issuesOf(files);
      const failure = await failureOf(files);
      assert.is(failure?.message, first?.message, `round ${round}: ${path} byte ${at}`);
      assert.is(first === undefined ? path : first.facts.path, path);
      if (first !== undefined) broken += 1;
    }
    assert.ok(broken > 20, `${broken} of 150`);
  });
}

test('a record beyond the size limit is an issue, and is not read', async () => {
  const files = mapOf(directories.points);
  const info = json(files.get('info')) as { by_id: { sharding: object } };
  const sharding = { ...info.by_id.sharding, minishard_bits: 0, minishard_index_encoding: 'raw' };
  files.set('info', new TextEncoder().encode(JSON.stringify({ ...info, by_id: { key: 'by_id', sharding } })));
  const shard = new Uint8Array(16 + 70_000 + 24);
  const view = new DataView(shard.buffer);
  view.setBigUint64(0, 70_000n, true);
  view.setBigUint64(8, 70_024n, true);
  view.setBigUint64(16 + 70_000 + 16, 70_000n, true);
  files.set('by_id/0.shard', shard);
  assert.equal(
    (await issuesOf(files)).map(({ message, facts }) => [message, facts.found]),
    [['annotation 0 exceeds the size limit', '70000 bytes']],
  );
});

test.run();
