import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { convertVolume } from '../../../src/volume/engine/convert.js';
import {
  createLocalRunner,
  createPoolRunner,
  createVolumeEngine,
} from '../../../src/volume/engine/create-volume-engine.js';
import type { UnitRunner } from '../../../src/volume/engine/unit-runner.js';
import type { ConvertRequest } from '../../../src/volume/engine/volume-engine.js';
import { compileSharedKernels, loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import { convertBytes } from '../support/convert.js';
import { makeMrc } from '../support/make-mrc.js';
import { memoryStorage } from '../support/memory-storage.js';
import { hashAt } from '../support/random.js';

const test = suite<{ directory: string }>('volume engine');

test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'cryoet-test-'));
});

test.after.each(({ directory }) => {
  rmSync(directory, { recursive: true });
});

let volumes = 0;
const hash = hashAt(7);
const noisy = makeMrc({ shape: [18, 270, 270], mode: 1, value: (index) => (hash(index) % 4001) - 2000 });

async function convertWith(
  runner: UnitRunner,
  directory: string,
  change: Partial<ConvertRequest> = {},
): Promise<Map<string, Uint8Array>> {
  writeFileSync(join(directory, 'in.mrc'), noisy);
  const source = await openRows(createLocalStorage(directory), 'in.mrc');
  const output = memoryStorage();
  const request: ConvertRequest = {
    source,
    kind: 'tomogram',
    voxelSpacing: 13.48,
    edge: 'mean',
    compatible: 'none',
    timestamp: new Date(0),
    mrc: { storage: output.storage, key: 'out.mrc' },
    zarr: { storage: output.storage, key: 'out.zarr' },
    ...change,
  };
  try {
    volumes += 1;
    await convertVolume(request, runner, await loadKernels(), volumes);
  } finally {
    await source.close();
    assert.is(output.pending.size, 0);
  }
  return output.files;
}

function assertSame(actual: Map<string, Uint8Array>, expected: Map<string, Uint8Array>): void {
  assert.equal([...actual.keys()].sort(), [...expected.keys()].sort());
  for (const [key, bytes] of expected) {
    assert.is(Buffer.compare(actual.get(key) ?? new Uint8Array(0), bytes), 0, key);
  }
}

test('rounds a voxel spacing in attributes as its directory and Python do, ties to even, and not in the MRC header', async () => {
  const small = makeMrc({ shape: [2, 4, 8], mode: 2, value: (index) => index });
  for (const [voxelSpacing, rounded] of [
    [1.0625, 1.062],
    [1.1875, 1.188],
    [2.6755, 2.675],
  ] as const) {
    const { files } = (await convertBytes(small, { kind: 'tiltseries', voxelSpacing })).output;
    const [mrc] = [...files].flatMap(([key, bytes]) => (key.endsWith('.mrc') ? [bytes] : []));
    assert.is(Buffer.from(mrc ?? []).readFloatLE(40), Math.fround(Math.fround(voxelSpacing) * 8));
    const [attributes] = [...files].flatMap(([key, bytes]) => (key.endsWith('.zattrs') ? [bytes] : []));
    const { multiscales } = JSON.parse(new TextDecoder().decode(attributes));
    assert.is(multiscales[0].datasets[0].coordinateTransformations[0].scale[2], rounded);
  }
});

test('writes the same bytes with and without workers, from a local file or not', async ({ directory }) => {
  const kernelModule = await compileSharedKernels();
  const pools = [1, 3].map((workers) => createPoolRunner(kernelModule, workers));
  const here = createLocalRunner(await loadKernels());
  for (const kind of ['tomogram', 'tiltseries', 'semantic-mask', 'instance-mask'] as const) {
    const expected = await convertWith(here, directory, { kind });
    assert.ok(expected.size > 6);
    for (const pool of pools) assertSame(await convertWith(pool, directory, { kind }), expected);
    const remote = await convertBytes(noisy, { kind, voxelSpacing: 13.48 });
    assertSame(remote.output.files, expected);
  }
  for (const pool of pools) await pool.close();
});

test('asks workers for units in their order, in whatever order a bucket gives their rows', async ({
  directory,
}) => {
  writeFileSync(join(directory, 'in.mrc'), noisy);
  const source = await openRows(createLocalStorage(directory), 'in.mrc');
  const { reader } = source.samples;
  const late: typeof reader = {
    ...reader,
    localPath: null,
    async read(offset, length) {
      // The earlier in the file, the later it comes.
      for (let wait = offset; wait < reader.size; wait += 20_000) await new Promise(setImmediate);
      return reader.read(offset, length);
    },
  };
  const own = createLocalRunner(await loadKernels());
  const asked: string[] = [];
  const runner: UnitRunner = {
    ...own,
    depth: 4,
    run(job, unit, rows) {
      asked.push(unit.origin.map((at) => String(at).padStart(4)).join());
      return own.run(job, unit, rows);
    },
  };
  await convertWith(runner, directory, {
    source: { ...source, samples: { ...source.samples, reader: late } },
  });
  await source.close();
  assert.ok(asked.length >= 4);
  assert.equal(asked, asked.toSorted());
});

test('an error in a worker names the volume and the part of it', async ({ directory }) => {
  const pool = createPoolRunner(await compileSharedKernels(), 2);
  const cut = async (runner: UnitRunner): Promise<string> => {
    try {
      await convertWith(runner, directory, {
        onProgress: () => truncateSync(join(directory, 'in.mrc'), 270 * 270 * 2 * 13),
      });
    } catch (error) {
      return describeError(error);
    }
    return 'no error';
  };
  assert.match(
    await cut(createLocalRunner(await loadKernels())),
    /in\.mrc: planes \d+ to \d+, rows 0 to 255, columns 0 to 269: the file became shorter while it was read/,
  );
  assert.match(
    await cut(pool),
    /in\.mrc: planes \d+ to \d+, rows .*: the file became shorter while it was read/,
  );
  assert.ok((await convertWith(pool, directory)).size > 6, 'the workers go on afterwards');
  await pool.close();
});

test('leaves nothing behind when the signal aborts', async ({ directory }) => {
  const output = createLocalStorage(directory);
  const abort = new AbortController();
  try {
    await convertBytes(noisy, {
      kind: 'tomogram',
      mrc: { storage: output, key: 'a/out.mrc' },
      zarr: { storage: output, key: 'a/out.zarr' },
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('interrupted')),
    });
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'interrupted');
  }
  assert.equal(
    readdirSync(directory, { recursive: true }).filter((name) => String(name) !== 'a'),
    [],
  );
});

test('leaves nothing behind when a write fails', async () => {
  for (const failing of ['out.mrc', '0/0/0/0', '2/0/0/0', '.zattrs']) {
    const output = memoryStorage();
    output.failOn = failing;
    try {
      await convertBytes(noisy, {
        kind: 'tomogram',
        mrc: { storage: output.storage, key: 'out.mrc' },
        zarr: { storage: output.storage, key: 'out.zarr' },
      });
      assert.unreachable();
    } catch (error) {
      assert.is((error as Error).message, `cannot write ${failing}`);
    }
    assert.is(output.files.size, 0);
    assert.is(output.pending.size, 0);
  }
});

test('writes only what is asked for', async () => {
  const output = memoryStorage();
  const place = (key: string) => ({ storage: output.storage, key });
  await convertBytes(noisy, { kind: 'tomogram', mrc: place('only.mrc'), zarr: null });
  assert.equal([...output.files.keys()], ['only.mrc']);
  const both = await convertBytes(noisy, { kind: 'tomogram' });
  assert.equal(output.files.get('only.mrc'), both.output.files.get('out.mrc'));
  await convertBytes(noisy, { kind: 'tomogram', mrc: null, zarr: place('only.zarr') });
  assert.equal(output.files.get('only.zarr/0/0/0/0'), both.output.files.get('out.zarr/0/0/0/0'));
});

test('sets the voxels of a mask by label or threshold', async () => {
  const shape = [2, 3, 4] as const;
  const bytes = makeMrc({ shape, value: (index) => index / 4 });
  const set = async (mask: ConvertRequest['mask']) => {
    const { result, output } = await convertBytes(bytes, { kind: 'semantic-mask', mask });
    return [result.empty ?? false, [...(output.files.get('out.mrc')?.subarray(1024) ?? [])].join('')];
  };
  assert.equal(await set(undefined), [false, '000010000000000000000000']);
  assert.equal(await set({ label: 2 }), [false, '000000001000000000000000']);
  assert.equal(await set({ threshold: 3.5 }), [false, '000000000000001111111111']);
});

test('writes nothing for a mask without a voxel', async () => {
  const bytes = makeMrc({ shape: [2, 3, 4] });
  for (const kind of ['semantic-mask', 'instance-mask'] as const) {
    const { result, output } = await convertBytes(bytes, { kind });
    assert.is(result.empty, true);
    assert.is(result.bytesWritten, 0);
    assert.is(output.files.size, 0);
    assert.is(output.pending.size, 0);
  }
});

test('lists the labels of an instance mask', async () => {
  const bytes = makeMrc({
    shape: [2, 1, 4],
    mode: 2,
    value: (index) => [0, 3, 65_535, 3, -1, 0.5, 70_000, 1][index]!,
  });
  const { result, output } = await convertBytes(bytes, { kind: 'instance-mask' });
  assert.equal(result.labels, [1, 3, 65_535]);
  assert.equal(result.warnings, ['3 voxels are not labels (integers of 0 to 65535) and became 0']);
  const attributes = JSON.parse(Buffer.from(output.files.get('out.zarr/.zattrs')!).toString());
  const listed = { version: '0.4', colors: [1, 3, 65_535].map((label) => ({ 'label-value': label })) };
  assert.equal(attributes['image-label'], listed);
  assert.equal(attributes.multiscales[0].metadata, {});
  const portal = await convertBytes(bytes, { kind: 'instance-mask', compatible: 'portal' });
  const before = JSON.parse(Buffer.from(portal.output.files.get('out.zarr/.zattrs')!).toString());
  assert.equal(Object.keys(before), ['multiscales']);
  assert.equal(before.multiscales[0].metadata, { 'image-label': listed });
  assert.is(before.multiscales[0].type, undefined);
  const both = await convertBytes(bytes, { kind: 'instance-mask', labelsInLevels: true });
  const listedTwice = JSON.parse(Buffer.from(both.output.files.get('out.zarr/.zattrs')!).toString());
  assert.equal(listedTwice['image-label'], listed);
  assert.equal(listedTwice.multiscales[0].metadata, { 'image-label': listed });
});

test('tells generic viewers how to show a volume', async () => {
  const attributesOf = async (
    request: Parameters<typeof convertBytes>[1],
    value = (index: number) => index,
  ) => {
    const bytes = makeMrc({ shape: [1, 2, 2], value });
    const { output } = await convertBytes(bytes, request);
    return JSON.parse(Buffer.from(output.files.get('out.zarr/.zattrs')!).toString());
  };
  const image = await attributesOf({ kind: 'tomogram' });
  assert.is(image.multiscales[0].type, 'mean');
  const window = { min: 0, max: 3, start: 0, end: 3 };
  assert.equal(image.omero, { channels: [{ active: true, color: 'FFFFFF', label: 'tomogram', window }] });
  assert.is((await attributesOf({ kind: 'tomogram' }, () => 7)).omero, undefined);
  const colorsOf = (labels: readonly number[]) =>
    new Map(labels.map((label) => [label, [label, 20, 30] as const]));
  const mask = await attributesOf({ kind: 'semantic-mask', colorsOf });
  assert.is(mask.multiscales[0].type, 'max');
  assert.equal(mask['image-label'].colors, [{ 'label-value': 1, rgba: [1, 20, 30, 255] }]);
  assert.is(mask.omero, undefined);
  const instances = await attributesOf({ kind: 'instance-mask', colorsOf });
  assert.is(instances.multiscales[0].type, 'nearest');
  assert.equal(instances['image-label'].colors[2], { 'label-value': 3, rgba: [3, 20, 30, 255] });
});

test('warns of NaN and infinity and leaves them out of the statistics', async () => {
  const values = [1, Number.NaN, 3, Number.POSITIVE_INFINITY];
  const { result } = await convertBytes(makeMrc({ shape: [1, 1, 4], value: (index) => values[index]! }), {
    kind: 'tomogram',
  });
  assert.equal(result.warnings, ['1 voxels are NaN', '1 voxels are infinite']);
  assert.equal([result.statistics.min, result.statistics.max, result.statistics.mean], [1, 3, 2]);
});

test('warns of a volume of zeros, and of no mask of them', async () => {
  const zeros = makeMrc({ shape: [2, 2, 4], value: () => 0 });
  const warningsOf = async (kind: 'tomogram' | 'semantic-mask') =>
    (await convertBytes(zeros, { kind })).result.warnings;
  assert.equal(await warningsOf('tomogram'), ['all voxels are 0']);
  assert.equal(await warningsOf('semantic-mask'), []);
});

test('reports progress up to the whole volume', async () => {
  const seen: number[] = [];
  await convertBytes(noisy, {
    kind: 'tomogram',
    onProgress: (done, total) => {
      assert.is(total, 18 * 270 * 270);
      seen.push(done);
    },
  });
  assert.is(seen.at(-1), 18 * 270 * 270);
  assert.ok(seen.every((done, index) => index === 0 || done > seen[index - 1]!));
});

test('describes a plan that fits the memory', () => {
  const header = { shape: [2048, 4096, 4096] } as never;
  const plan = (memory: number, jobs: number) =>
    createVolumeEngine({ jobs, memory }).plan(header, 'tomogram');
  assert.equal(plan(2 ** 29, 2), {
    order: 'boxes of 1024 planes and 1024 rows, four planes at a time',
    unit: [4, 128, 4096],
    units: 512 * 32,
    workers: 2,
    bufferBytes: 168 * 2 ** 20,
  });
  assert.is(plan(2 ** 28, 8).workers, 1);
  assert.is(plan(2 ** 31, 8).workers, 8);
  assert.is(plan(2 ** 20, 8).workers, 1);
});

test('does not grow with the number of volumes', async ({ directory }) => {
  writeFileSync(join(directory, 'in.mrc'), makeMrc({ shape: [3, 20, 30], value: (index) => index }));
  const storage = createLocalStorage(directory);
  const engine = createVolumeEngine({ jobs: 2, memory: 2 ** 29 });
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const convert = async () => {
    const source = await openRows(storage, 'in.mrc');
    const mrc = { storage, key: 'out.mrc' };
    const zarr = { storage, key: 'out.zarr' };
    await engine.convert({
      source,
      kind: 'tomogram',
      voxelSpacing: 1,
      edge: 'mean',
      compatible: 'none',
      timestamp: new Date(0),
      mrc,
      zarr,
    });
    await source.close();
  };
  await convert();
  const before = process.platform === 'linux' ? openFiles() : 0;
  for (let count = 0; count < 40; count += 1) await convert();
  if (process.platform === 'linux') assert.is(openFiles(), before);
  assert.equal(readdirSync(directory).sort(), ['in.mrc', 'out.mrc', 'out.zarr']);
  await engine.close();
});

test.run();
