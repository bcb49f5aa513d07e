import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { gridIndices } from '../../../src/volume/chunk-grid.js';
import { openRows, openVolume } from '../../../src/volume/source/open-volume.js';
import { readVolumeHeader } from '../../../src/volume/source/volume-formats.js';
import { temporaryFiles } from '../../../src/volume/temporary-files.js';
import { withOtherBytes } from '../../pipeline/support/memory-storage.js';
import { emFile } from '../support/build-em.js';
import { sharedPath } from '../support/golden.js';
import { makeMrc } from '../support/make-mrc.js';
import { memoryStorage } from '../support/memory-storage.js';

const test = suite<{ staging: string }>('openVolume');

test.before.each((context) => {
  context.staging = mkdtempSync(join(tmpdir(), 'cryoet-test-'));
});

test.after.each(({ staging }) => {
  rmSync(staging, { recursive: true });
});

const plain = makeMrc({
  shape: [3, 4, 5],
  mode: 1,
  value: (index) => index,
  extended: { type: 'SERI', bytes: new Uint8Array([1, 2, 3, 4]) },
});

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

async function samplesOf(storage: Storage, key: string, staging: string): Promise<Uint8Array> {
  const volume = await openRows(storage, key, { staging: temporaryFiles(staging) });
  const { reader, offset, rowBytes } = volume.samples;
  const [nz, ny] = volume.header.shape;
  const samples = await reader.read(offset, nz * ny * rowBytes);
  await volume.close();
  return samples;
}

const bzip2 = (bytes: Uint8Array): Uint8Array | null => {
  const { status, stdout } = spawnSync('bzip2', ['-c'], { input: bytes });
  return status === 0 ? stdout : null;
};

test('opens a plain MRC in place', async ({ staging }) => {
  const { storage } = memoryStorage({ 'a.mrc': plain });
  assert.equal(await samplesOf(storage, 'a.mrc', staging), plain.slice(1028));
  const header = await readVolumeHeader(storage, 'a.mrc');
  assert.equal(header.extended, { type: 'SERI', bytes: new Uint8Array([1, 2, 3, 4]) });
  assert.equal(readdirSync(staging), []);
});

test('unpacks gzip, also in several members, and removes the copy', async ({ staging }) => {
  const members = Buffer.concat([gzipSync(plain.subarray(0, 700)), gzipSync(plain.subarray(700))]);
  const { storage } = memoryStorage({ 'a.mrc.gz': gzipSync(plain), 'b.mrc': members });
  for (const key of ['a.mrc.gz', 'b.mrc']) {
    assert.equal(await samplesOf(storage, key, staging), plain.slice(1028));
    assert.equal((await readVolumeHeader(storage, key)).shape, [3, 4, 5]);
  }
  assert.equal(readdirSync(staging), []);
});

test('a copy is compared with what a bucket has of the packed file', async ({ staging }) => {
  const bucket = withOtherBytes(memoryStorage({ 'a.mrc': plain, 'a.mrc.gz': gzipSync(plain) }).storage);
  const options = { staging: temporaryFiles(staging) };
  assert.is(
    await failure(openRows(bucket, 'a.mrc.gz', options)),
    `${bucket.location('a.mrc.gz')}: other bytes`,
  );
  assert.equal(readdirSync(staging), []);
  // What stays in its file is compared by who reads it.
  await (await openRows(bucket, 'a.mrc', options)).close();
});

test('unpacks bzip2, also in several streams', async ({ staging }) => {
  const [whole, first, second] = [bzip2(plain), bzip2(plain.subarray(0, 700)), bzip2(plain.subarray(700))];
  if (whole === null || first === null || second === null) return;
  const { storage } = memoryStorage({ 'a.bz2': whole, 'b.bz2': Buffer.concat([first, second]) });
  for (const key of ['a.bz2', 'b.bz2']) {
    assert.equal(await samplesOf(storage, key, staging), plain.slice(1028));
    assert.equal((await readVolumeHeader(storage, key)).sampleType, 'int16');
  }
});

test('tells in plain words what is wrong with damaged bzip2 data', async ({ staging }) => {
  const packed = bzip2(plain);
  if (packed === null) return;
  const broken = Uint8Array.from(packed);
  broken[packed.length - 2] = (broken[packed.length - 2] ?? 0) ^ 0xff;
  const { storage } = memoryStorage({
    'cut.bz2': packed.subarray(0, packed.length - 12),
    'half.bz2': packed.subarray(0, packed.length / 2),
    'broken.bz2': broken,
    'tail.bz2': Buffer.concat([packed, Buffer.from('notes')]),
  });
  const found = async (key: string) => {
    const message = await failure(openRows(storage, key, { staging: temporaryFiles(staging) }));
    assert.match(
      message,
      `memory:${key}: the bzip2 data are damaged or cut off: expected a whole bzip2 file, found `,
    );
    return message.slice(message.indexOf('found ') + 6);
  };
  assert.is(await found('cut.bz2'), 'its end within a block');
  assert.is(await found('half.bz2'), 'its end within a block');
  assert.is(await found('broken.bz2'), 'a checksum that does not match');
  assert.is(await found('tail.bz2'), 'bytes that are not bzip2 data');
});

test('refuses packed data that are cut off or damaged', async ({ staging }) => {
  const packed = gzipSync(plain);
  const broken = Uint8Array.from(packed);
  broken.fill(0xff, 30, 60);
  const { storage } = memoryStorage({
    'cut.gz': packed.subarray(0, packed.length - 12),
    'broken.gz': broken,
    'short.gz': gzipSync(plain.subarray(0, plain.length - 10)),
    'html.gz': gzipSync('<html><body>404</body></html>'),
    'twice.gz': gzipSync(packed),
  });
  const open = (key: string) => failure(openRows(storage, key, { staging: temporaryFiles(staging) }));
  assert.is(
    await open('cut.gz'),
    'memory:cut.gz: the gzip data are damaged or cut off: expected a whole gzip file, found unexpected end of file',
  );
  assert.match(await open('broken.gz'), 'memory:broken.gz: the gzip data are damaged or cut off');
  assert.is(
    await open('short.gz'),
    'memory:short.gz: the file is shorter than its header says: expected 1148 bytes ' +
      '(5 × 4 × 3 samples of mode 1 after 1028 bytes), found 1138 bytes',
  );
  assert.is(
    await open('html.gz'),
    'memory:html.gz: not an MRC volume: expected an MRC header, found an HTML page',
  );
  assert.match(await open('twice.gz'), 'found gzip data');
  assert.equal(readdirSync(staging), []);
});

test('does not unpack what a header promises beyond reason', async ({ staging }) => {
  const huge = plain.slice();
  const view = new DataView(huge.buffer);
  [20_000, 20_000, 20_000].forEach((extent, axis) => {
    view.setInt32(4 * axis, extent, true);
  });
  const { storage } = memoryStorage({ 'huge.gz': gzipSync(huge) });
  assert.match(
    await failure(openRows(storage, 'huge.gz', { staging: temporaryFiles(staging) })),
    'the file is shorter than its header says: expected 16000000001028 bytes',
  );
});

test('warns of surplus bytes in packed files', async ({ staging }) => {
  const { storage } = memoryStorage({ 'a.gz': gzipSync(Buffer.concat([plain, Buffer.alloc(9)])) });
  const volume = await openRows(storage, 'a.gz', { staging: temporaryFiles(staging) });
  assert.equal(volume.header.warnings, ['surplus bytes after the 1148 that the header promises']);
  await volume.close();
});

test('stops unpacking when the signal aborts', async ({ staging }) => {
  const { storage } = memoryStorage({ 'a.gz': gzipSync(plain) });
  const signal = AbortSignal.abort(new Error('enough'));
  try {
    await openRows(storage, 'a.gz', { staging: temporaryFiles(staging), signal });
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'enough');
  }
  assert.equal(readdirSync(staging), []);
});

test('reads the OME-Zarr of the corpus like its MRC twin', async ({ staging }) => {
  const [zarr, mrc] = [sharedPath('corpus/mrc/input_omezarr.zarr'), sharedPath('corpus/mrc/input_mrc.mrc')];
  if (zarr === null || mrc === null) return void process.stdout.write('skipped, there is no ../shared\n');
  const storage = createLocalStorage(join(zarr, '..'));
  const header = await readVolumeHeader(storage, 'input_omezarr.zarr');
  assert.equal(header.shape, [4, 4, 4]);
  assert.equal(header.voxelSize, { x: 14.08, y: 14.08, z: 14.08 });
  const samples = await samplesOf(storage, 'input_omezarr.zarr', staging);
  assert.equal(Buffer.from(samples), readFileSync(mrc).subarray(1024));
  assert.equal(readdirSync(staging), []);
});

test('reads blocks and planes of MRC, packed MRC and OME-Zarr alike', async () => {
  const values = Float32Array.from({ length: 60 }, (_, index) => index);
  const array = { zarr_format: 2, shape: [1, 3, 4, 5], chunks: [1, 2, 3, 3], dtype: '>i2', fill_value: 7 };
  const json = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));
  const files: Record<string, Uint8Array> = {
    'a.mrc': plain,
    'b.gz': gzipSync(plain),
    'c.zarr/.zarray': json({ ...array, compressor: null }),
  };
  for (const [z, y, x] of gridIndices([2, 2, 2])) {
    const chunk = new DataView(new ArrayBuffer(36));
    for (const [dz, dy, dx] of gridIndices([2, 3, 3])) {
      const at = ((2 * z + dz) * 4 + 3 * y + dy) * 5 + 3 * x + dx;
      chunk.setInt16(2 * ((dz * 3 + dy) * 3 + dx), at, false);
    }
    files[`c.zarr/0.${z}.${y}.${x}`] = new Uint8Array(chunk.buffer);
  }
  delete files['c.zarr/0.1.1.1'];
  const { storage } = memoryStorage(files);
  for (const key of ['a.mrc', 'b.gz', 'c.zarr']) {
    const volume = await openVolume(storage, key);
    assert.equal(volume.header.shape, [3, 4, 5]);
    assert.equal(await volume.readPlane(1), values.slice(20, 40), key);
    const block = await volume.readBlock({ origin: [1, 2, 2], extent: [2, 2, 3] });
    // The chunk of the last voxels is not there: all of it is the fill value.
    const last = key === 'c.zarr' ? [7, 7] : [58, 59];
    assert.equal([...block], [32, 33, 34, 37, 38, 39, 52, 53, 54, 57, ...last], key);
    for (const z of [-1, 3, 0.5]) {
      try {
        await volume.readPlane(z);
        assert.unreachable();
      } catch (error) {
        assert.instance(error, RangeError);
      }
    }
    await volume.close();
  }
});

test('reads blocks of more rows than are decoded at once, also of types that float32 does not hold', async () => {
  // 699 rows of 600: 436 are decoded at once.
  const shape = [2, 700, 600] as const;
  const value = (index: number) => (index * 7919) % 32_749;
  const wide = Array.from({ length: 2 * 700 * 600 }, (_, index) => 2 ** 25 + value(index));
  const { storage } = memoryStorage({
    'a.mrc': makeMrc({ shape, mode: 1, value }),
    'a.em': emFile(6, 4, wide, shape),
  });
  const at = (z: number, y: number, x: number) => value((z * 700 + y) * 600 + x);
  for (const [key, shift] of [
    ['a.mrc', 0],
    ['a.em', 2 ** 25],
  ] as const) {
    const volume = await openVolume(storage, key);
    const block = await volume.readBlock({ origin: [0, 1, 5], extent: [2, 699, 3] });
    const wanted = [...gridIndices([2, 699, 3])].map(([z, y, x]) => shift + at(z, y + 1, x + 5));
    assert.equal([...block], wanted, key);
    const plane = await volume.readPlane(1);
    assert.ok(
      plane.every((sample, index) => sample === shift + value(700 * 600 + index)),
      key,
    );
    await volume.close();
  }
});

test('reads types that float32 does not hold as float64', async () => {
  const array = { zarr_format: 2, shape: [1, 1, 2], chunks: [1, 1, 2], dtype: '<u4', compressor: null };
  const { storage } = memoryStorage({
    'a.zarr/.zarray': new Uint8Array(Buffer.from(JSON.stringify(array))),
    'a.zarr/0.0.0': new Uint8Array(Uint32Array.from([16_777_217, 4_294_967_295]).buffer),
  });
  const volume = await openVolume(storage, 'a.zarr');
  assert.equal(await volume.readPlane(0), Float64Array.from([16_777_217, 4_294_967_295]));
});

test('names what is missing', async () => {
  const { storage } = memoryStorage({ 'a.zarr/zarr.json': new Uint8Array(2), 'b/c': new Uint8Array(1) });
  assert.match(await failure(readVolumeHeader(storage, 'a.zarr')), 'memory:a.zarr/zarr.json:1: not JSON');
  assert.match(await failure(readVolumeHeader(storage, 'b')), 'memory:b: not an OME-Zarr image');
});

test.run();
