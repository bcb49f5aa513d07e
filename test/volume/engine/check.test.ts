import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { getOrMake } from '../../../src/base/collections.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { startOfBlock } from '../../../src/volume/engine/chunk-blocks.js';
import type { Unit } from '../../../src/volume/engine/pyramid-plan.js';
import { openLocal } from '../../../src/volume/engine/read-fully.js';
import { checkUnits, partsOfUnit, unitChecker } from '../../../src/volume/engine/unit-checker.js';
import { createVolumeChecker } from '../../../src/volume/engine/volume-checker.js';
import type { OpenWaiting } from '../../../src/volume/engine/waiting-file.js';
import { bloscHeaderBytes } from '../../../src/volume/kernels/blosc-frame.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { kindFacts } from '../../../src/volume/samples.js';
import type { BinningEdge, Shape, VolumeKind } from '../../../src/volume/volume.js';
import { longOf } from '../../support/long.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { convertBytes } from '../support/convert.js';
import { makeMrc } from '../support/make-mrc.js';
import { hashAt } from '../support/random.js';

const test = suite('checks of sound volumes');
const long = longOf(test);
const hash = hashAt(11);
const kernels = await loadKernels();

interface Made {
  readonly kind: VolumeKind;
  readonly shape: Shape;
  readonly edge?: BinningEdge;
  readonly value?: (index: number) => number;
}

/** Writes a volume as an ingest does to a directory, and what a checker is asked about it. */
async function make(directory: string, { kind, shape, edge = 'mean', value }: Made) {
  const storage = createLocalStorage(directory);
  const sample = value ?? ((index: number) => (hash(index) % 4001) - 2000);
  const { result } = await convertBytes(makeMrc({ shape, mode: 1, value: sample }), {
    kind,
    edge,
    mrc: { storage, key: 'out.mrc' },
    zarr: { storage, key: 'out.zarr' },
  });
  const job = {
    kind,
    shape,
    mrc: {
      path: join(directory, 'out.mrc'),
      offset: 1024,
      rowBytes: shape[2] * kindFacts(kind).voxelBytes,
    },
    levels: ['0', '1', '2'].map((name) => ({
      directory: join(directory, 'out.zarr', name),
      separator: '/' as const,
    })),
  };
  return { job, result };
}

const checked = async (job: Awaited<ReturnType<typeof make>>['job'], jobs = 1) => {
  const checker = createVolumeChecker(jobs, 2 ** 29);
  try {
    return await checker.check(job);
  } finally {
    await checker.close();
  }
};

const label = (index: number) => (hash(index) % 7 === 0 ? 1 + (hash(index) % 300) : 0);
const volumes: readonly Made[] = [
  { kind: 'tomogram', shape: [18, 530, 270] },
  { kind: 'tomogram', shape: [5, 33, 1025], edge: 'zero' },
  { kind: 'tomogram', shape: [259, 3, 3] },
  { kind: 'tiltseries', shape: [3, 1030, 70] },
  { kind: 'tiltseries', shape: [2, 61, 1027], edge: 'zero' },
  { kind: 'semantic-mask', shape: [9, 40, 300], value: (index) => hash(index) % 2 },
  { kind: 'semantic-mask', shape: [9, 40, 700], value: (index) => (index % 700 < 200 ? 1 : 0) },
  { kind: 'instance-mask', shape: [7, 261, 33], value: label },
];

for (const volume of volumes) {
  const { kind, shape, edge = 'mean' } = volume;
  test(`${kind} of ${shape.join(' × ')}, ${edge}: sound, with the statistics of the conversion`, () =>
    inTemporaryDirectory(async (directory) => {
      const { job, result } = await make(directory, volume);
      const found = await checked(job);
      assert.ok(found !== null);
      assert.is(found.statistics.min, result.statistics.min);
      assert.is(found.statistics.max, result.statistics.max);
      assert.ok(Math.abs(found.statistics.mean - result.statistics.mean) < 1e-9);
      assert.equal(found.labels, kind === 'instance-mask' ? result.labels : []);
    }));
}

test('the parts of a unit are what its check reads', () =>
  inTemporaryDirectory(async (directory) => {
    const { job, result } = await make(directory, { kind: 'tomogram', shape: [9, 530, 270] });
    const checker = (open: OpenWaiting) => unitChecker(kernels, job, open);
    const check = async (unit: Unit) => {
      const parts = partsOfUnit(job, unit);
      const paths = parts.map(({ path }) => path);
      const read = new Map<string, [start: number, end: number][]>();
      const sound = checker((path, mayBeLink) => {
        const file = paths.includes(path) ? openLocal(path, mayBeLink) : null;
        const places = getOrMake(read, path, () => []);
        return (
          file && {
            ...file,
            read(target, position) {
              places.push([position, position + target.length]);
              file.read(target, position);
            },
          }
        );
      })(unit);
      assert.equal(new Set(paths), new Set(read.keys()));
      for (const part of parts) {
        const places = read.get(part.path) ?? [];
        if ('start' in part)
          assert.ok(places.some(([start, end]) => start === part.start && end === part.end));
        else {
          const start = startOfBlock(await readFile(part.path), part.firstBlock);
          assert.ok(
            places.some(([from]) => from === start),
            `${part.path}: ${start}`,
          );
        }
      }
      return sound;
    };
    const found = await checkUnits(job, 2, check);
    assert.is(found?.statistics.count, result.statistics.count);
    assert.is(found?.statistics.max, result.statistics.max);
    const missing = (path: string, mayBeLink: boolean) => (mayBeLink ? null : openLocal(path, mayBeLink));
    assert.is(await checkUnits(job, 2, async (unit) => checker(missing)(unit)), null);
  }));

test('any byte that is changed, in the header, an offset, a block or the MRC, is found', () =>
  inTemporaryDirectory(async (directory) => {
    const { job } = await make(directory, { kind: 'tomogram', shape: [6, 130, 258] });
    const zarr = join(directory, 'out.zarr');
    const chunks = (await readdir(zarr, { recursive: true })).filter((name) => /\d[\\/]\d+$/.test(name));
    const data = chunks.filter((name) => name.split(/[\\/]/).length === 4).map((name) => join(zarr, name));
    assert.is(data.length, 4);
    for (const path of [...data, job.mrc.path]) {
      const bytes = await readFile(path);
      // Other levels are padding for the most part, whose voxels count for nothing.
      const parts = path.includes('.zarr') && !path.includes('/0/0/0/0') ? [] : [0.02, 0.1, 0.3, 0.6];
      const places = parts.map((part) => Math.floor(bytes.length * part));
      const header = path === job.mrc.path ? [] : [0, 2, 4, 8, 12, 16, 20, 24];
      for (const place of [...header, ...places.filter((at) => at >= 1024)]) {
        const changed = Uint8Array.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ 0x55;
        await writeFile(path, changed);
        assert.is(await checked(job), null, `${path} at ${place}`);
      }
      await writeFile(path, bytes.subarray(0, bytes.length - 1));
      assert.is(await checked(job), null, `${path} cut`);
      await writeFile(path, bytes);
      if (path === job.mrc.path) continue;
      await rm(path);
      assert.is(await checked(job), null, `${path} absent`);
      await writeFile(path, bytes);
    }
    assert.ok((await checked(job)) !== null);
  }));

test('blocks that overlap are not read again and again', () =>
  inTemporaryDirectory(async (directory) => {
    const { job } = await make(directory, { kind: 'tomogram', shape: [6, 130, 258] });
    const path = join(directory, 'out.zarr', '0/0/0/0');
    const bytes = await readFile(path);
    const first = startOfBlock(bytes, 0);
    // Blocks begin behind their offsets; those of the second half are padding.
    const blocks = (first - bloscHeaderBytes) / 4;
    for (let block = blocks / 2; block < blocks; block++)
      bytes.writeUInt32LE(first, bloscHeaderBytes + 4 * block);
    await writeFile(path, bytes);
    assert.is(await checked(job), null);
  }));

test('a mask of another value is not sound', () =>
  inTemporaryDirectory(async (directory) => {
    const value = (index: number) => hash(index) % 2;
    const { job } = await make(directory, { kind: 'semantic-mask', shape: [4, 40, 40], value });
    assert.is(await checked({ ...job, shape: [4, 40, 41] }), null);
    assert.ok((await checked(job)) !== null);
  }));

long('workers find what one thread finds', () =>
  inTemporaryDirectory(async (directory) => {
    const { job } = await make(directory, { kind: 'tomogram', shape: [50, 500, 500] });
    assert.equal(await checked(job, 2), await checked(job, 1));
    const bytes = await readFile(job.mrc.path);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    await writeFile(job.mrc.path, bytes);
    assert.is(await checked(job, 2), null);
  }),
);

test('a fault of one worker is that of the check, and is told once', () =>
  inTemporaryDirectory(async (directory) => {
    const { job } = await make(directory, { kind: 'tomogram', shape: [50, 500, 500] });
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    try {
      // No message to a worker has functions.
      const levels = [() => job.levels[0]] as unknown as typeof job.levels;
      await checked({ ...job, levels }, 2).then(
        () => assert.unreachable(),
        (error) => assert.match(error.message, 'could not be cloned'),
      );
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      assert.equal(unhandled, []);
    } finally {
      process.off('unhandledRejection', listen);
    }
  }));

test.run();
