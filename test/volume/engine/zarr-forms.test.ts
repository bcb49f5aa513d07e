import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { get, open } from 'zarrita';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { convertVolume } from '../../../src/volume/engine/convert.js';
import { createLocalRunner, createPoolRunner } from '../../../src/volume/engine/create-volume-engine.js';
import { compileSharedKernels, loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { kindFacts } from '../../../src/volume/samples.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import { readZarrLevels } from '../../../src/volume/source/zarr-format.js';
import type { Shape, VolumeKind, ZarrForm } from '../../../src/volume/volume.js';
import { openZarrArray, regionReader } from '../../../src/volume/zarr/zarr-array.js';
import { longOf } from '../../support/long.js';
import { convertBytes } from '../support/convert.js';
import { makeMrc } from '../support/make-mrc.js';
import { memoryStorage } from '../support/memory-storage.js';
import { hashAt } from '../support/random.js';
import { zarritaStore } from '../support/zarrita-store.js';

const test = suite('forms of OME-Zarr');
const long = longOf(test);

const zstd = { codec: 'zstd', level: 3 } as const;
const forms: readonly ZarrForm[] = [
  { version: '0.4', compression: { codec: 'lz4' } },
  { version: '0.4', compression: zstd },
  { version: '0.5', compression: { codec: 'lz4' } },
  { version: '0.5', compression: zstd },
];
const shapes: Record<VolumeKind, Shape> = {
  tomogram: [66, 70, 130],
  'semantic-mask': [66, 270, 20],
  'instance-mask': [20, 270, 66],
  tiltseries: [2, 520, 1100],
};
const hash = hashAt(11);

/** Noise for images; for masks a few objects in zeros. */
function sourceOf(kind: VolumeKind): Uint8Array {
  const isMask = kind.endsWith('mask');
  const value = (index: number) =>
    isMask ? (index % 4999 < 40 ? 1 + (Math.floor(index / 4999) % 3) : 0) : (hash(index) % 401) - 200;
  return makeMrc({ shape: shapes[kind], mode: 1, value });
}

const converted = new Map<string, ReturnType<typeof convertBytes>>();

/** The volume of a kind in a form; converted once. */
function convertedTo(kind: VolumeKind, zarrForm: ZarrForm): ReturnType<typeof convertBytes> {
  const name = `${kind} ${JSON.stringify(zarrForm)}`;
  const made = converted.get(name) ?? convertBytes(sourceOf(kind), { kind, zarrForm });
  converted.set(name, made);
  return made;
}

async function levelsOf(files: Map<string, Uint8Array>): Promise<Buffer[]> {
  const { storage } = memoryStorage(Object.fromEntries(files));
  const kernels = await loadKernels();
  const levels = await readZarrLevels(storage, 'out.zarr');
  const read: Buffer[] = [];
  for (const { path, shape } of levels) {
    const array = await openZarrArray(storage, `out.zarr/${path}`);
    kernels.arena.reset();
    read.push(Buffer.from(await regionReader(kernels, array)({ origin: [0, 0, 0], extent: shape })));
  }
  return read;
}

for (const kind of ['tomogram', 'tiltseries', 'semantic-mask', 'instance-mask'] as const) {
  const add = kind === 'tomogram' || kind === 'instance-mask' ? test : long;
  add(`every form of a ${kind} holds the same voxels`, async () => {
    let expected: { mrc: Uint8Array | undefined; levels: Buffer[] } | null = null;
    for (const zarrForm of forms) {
      const { output, result } = await convertedTo(kind, zarrForm);
      const label = JSON.stringify(zarrForm);
      const levels = await levelsOf(output.files);
      assert.is(levels.length, 3, label);
      const mrc = output.files.get('out.mrc');
      expected ??= { mrc, levels };
      assert.equal(mrc, expected.mrc, label);
      for (const [level, bytes] of levels.entries()) {
        assert.is(Buffer.compare(bytes, expected.levels[level] as Buffer), 0, `${label} level ${level}`);
      }
      const written = [...output.files.values()].reduce((sum, { length }) => sum + length, 0);
      assert.is(result.bytesWritten, written, label);
    }
  });
}

test('zarrita reads the same from shards', async () => {
  for (const kind of ['tomogram', 'instance-mask'] as const) {
    for (const zarrForm of forms.slice(2)) {
      const { output } = await convertedTo(kind, zarrForm);
      const levels = await levelsOf(output.files);
      const group = await open.v3(zarritaStore(output.files, 'out.zarr'), { kind: 'group' });
      assert.is((group.attrs.ome as { version: string }).version, '0.5');
      for (const [level, expected] of levels.entries()) {
        const array = await open.v3(group.resolve(`${level}`), { kind: 'array' });
        assert.equal(array.chunks, [64, 64, 64]);
        const { data } = await get(array);
        const { buffer, byteOffset, byteLength } = data as Float32Array;
        assert.is(Buffer.compare(Buffer.from(buffer, byteOffset, byteLength), expected), 0, `level ${level}`);
      }
    }
  }
});

test('shards leave out what is 0, and a shard without a voxel is not there', async () => {
  const shape: Shape = [20, 300, 300];
  const value = (index: number) => (index === 0 ? 1 : 0);
  const source = makeMrc({ shape, mode: 0, value });
  const [, , zarrForm] = forms;
  const { output } = await convertBytes(source, { kind: 'semantic-mask', zarrForm });
  const keys = [...output.files.keys()].filter((key) => key.startsWith('out.zarr/')).sort();
  assert.equal(keys, [
    'out.zarr/0/c/0/0/0',
    'out.zarr/0/zarr.json',
    'out.zarr/1/c/0/0/0',
    'out.zarr/1/zarr.json',
    'out.zarr/2/c/0/0/0',
    'out.zarr/2/zarr.json',
    'out.zarr/zarr.json',
  ]);
  const shard = output.files.get('out.zarr/0/c/0/0/0') as Uint8Array;
  const index = new DataView(shard.buffer, shard.byteOffset + shard.length - 64 * 16 - 4);
  assert.is(index.getBigUint64(0, true), 0n);
  assert.is(Number(index.getBigUint64(8, true)), shard.length - 64 * 16 - 4);
  for (let chunk = 1; chunk < 64; chunk++) assert.is(index.getBigUint64(16 * chunk, true), 2n ** 64n - 1n);
});

long('shards are the same with and without workers, at any number of levels', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cryoet-test-'));
  const pool = createPoolRunner(await compileSharedKernels(), 2);
  const here = createLocalRunner(await loadKernels());
  let volumes = 0;
  try {
    writeFileSync(join(directory, 'in.mrc'), sourceOf('tomogram'));
    for (const [zarrForm, levels] of [
      [forms[3], 5],
      [forms[2], 2],
      [forms[1], 3],
    ] as const) {
      const written: Map<string, Uint8Array>[] = [];
      for (const runner of [here, pool]) {
        const source = await openRows(createLocalStorage(directory), 'in.mrc');
        const output = memoryStorage();
        volumes += 1;
        const request = { source, kind: 'tomogram', voxelSpacing: 10, edge: 'mean', levels } as const;
        const places = { mrc: null, zarr: { storage: output.storage, key: 'out.zarr' }, zarrForm };
        const others = { compatible: 'none', timestamp: new Date(0) } as const;
        await convertVolume({ ...request, ...places, ...others }, runner, await loadKernels(), volumes);
        await source.close();
        assert.is(output.pending.size, 0);
        written.push(output.files);
      }
      const [first, second] = written;
      assert.equal([...(first?.keys() ?? [])].sort(), [...(second?.keys() ?? [])].sort());
      for (const [key, bytes] of first ?? []) {
        assert.is(Buffer.compare(bytes, second?.get(key) ?? new Uint8Array(0)), 0, key);
      }
      assert.is((await levelsOf(first ?? new Map())).length, levels);
    }
  } finally {
    await pool.close();
    rmSync(directory, { recursive: true });
  }
});

test('a chunk of a shard has as many voxels as one of a plane', () => {
  assert.equal(kindFacts('tomogram').innerChunk, [64, 64, 64]);
  assert.equal(kindFacts('tiltseries').innerChunk, [1, 512, 512]);
});

test.run();
