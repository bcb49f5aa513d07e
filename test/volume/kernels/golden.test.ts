import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Extent3,
  type Planes,
  type SampleFormat,
  sourceRowBytes,
} from '../../../src/volume/kernels/blocks.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { finishStatistics, type PartialStatistics } from '../../../src/volume/kernels/statistics.js';
import type { SampleType } from '../../../src/volume/volume.js';
import { place } from './support/memory.js';

const test = suite('kernels: pyramids of the reference');
const kernels = await loadKernels();

const made = new URL('../../../../../shared/golden/made-1/', import.meta.url);
const digestFile = new URL('expected.digest.json', made);

interface ArrayDigest {
  readonly shape: readonly [number, number, number];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly sample: string;
}

interface ZarrDigest {
  readonly levels: Readonly<Record<string, { readonly array: ArrayDigest }>>;
}

const modes: Readonly<Record<number, SampleType>> = { 0: 'int8', 1: 'int16', 2: 'float32', 6: 'uint16' };

/** A source volume in kernel memory as float32, without gaps. */
function decodeVolume(file: URL): { extent: Extent3; voxels: Planes; statistics: PartialStatistics } {
  const bytes = readFileSync(file);
  const littleEndian = bytes[212] === 0x44;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [columns = 0, rows = 0, planes = 0, mode = 0] = [0, 4, 8, 12].map((at) =>
    view.getInt32(at, littleEndian),
  );
  const sampleType = modes[mode] ?? 'float32';
  const unsignedBytes = mode === 0 && view.getFloat32(80, littleEndian) > 127;
  const format: SampleFormat = { sampleType, littleEndian, unsignedBytes };
  const offset = place(kernels, bytes.subarray(1024 + view.getInt32(92, littleEndian)));
  const extent = { planes, rows, columns };
  const voxels = allocate(extent);
  const statistics = kernels.decodeAndMeasure(
    { offset, rowStride: sourceRowBytes(sampleType, columns) },
    voxels,
    { rows: rows * planes, columns },
    format,
  );
  return { extent, voxels, statistics };
}

function allocate({ planes, rows, columns }: Extent3): Planes {
  const offset = kernels.arena.allocate(4 * planes * rows * columns);
  return { offset, rowStride: 4 * columns, planeStride: 4 * rows * columns };
}

function assertDigest(
  voxels: Planes,
  { planes, rows, columns }: Extent3,
  expected: ArrayDigest,
  what: string,
) {
  assert.equal([planes, rows, columns], expected.shape, what);
  const found = finishStatistics(kernels.measure(voxels, { rows: rows * planes, columns }, 'float32'));
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-12 * (expected.max - expected.min);
  assert.is(found.min, expected.min, what);
  assert.is(found.max, expected.max, what);
  assert.ok(close(found.mean, expected.mean), `${what}: mean ${found.mean}, expected ${expected.mean}`);
  assert.ok(close(found.rms, expected.std), `${what}: rms ${found.rms}, expected ${expected.std}`);
  const samples = new Float64Array(new Uint8Array(Buffer.from(expected.sample, 'base64')).buffer);
  const count = planes * rows * columns;
  const all = kernels.arena.float32(voxels.offset, count);
  samples.forEach((sample, index) => {
    const at = Math.trunc((index * (count - 1)) / (samples.length - 1));
    const near = [all[at], all[at + 1], all[at - 1]];
    assert.ok(near.includes(sample), `${what}: voxel ${at} is ${all[at]}, expected ${sample}`);
  });
}

if (!existsSync(digestFile)) {
  test('skipped: the golden data are not there', () => {});
} else {
  const digest = JSON.parse(readFileSync(digestFile, 'utf8')) as Readonly<Record<string, ZarrDigest>>;
  for (const run of ['TS_001', 'TS_002', 'TS_003']) {
    test(`tomogram of ${run}`, () => {
      kernels.arena.reset();
      let { extent, voxels } = decodeVolume(new URL(`source/dep1/tomograms/${run}.rec`, made));
      const path = `10998/${run}/Reconstructions/VoxelSpacing13.480/Tomograms/100/${run}.zarr`;
      const levels = digest[path]?.levels ?? {};
      for (const level of ['0', '1', '2']) {
        const expected = levels[level]?.array;
        assert.ok(expected !== undefined, `no level ${level} of ${path}`);
        if (expected !== undefined) assertDigest(voxels, extent, expected, `${run}, level ${level}`);
        const half = {
          planes: Math.ceil(extent.planes / 2),
          rows: Math.ceil(extent.rows / 2),
          columns: Math.ceil(extent.columns / 2),
        };
        const binned = allocate(half);
        kernels.binMean(voxels, binned, extent, 'zero');
        [voxels, extent] = [binned, half];
      }
    });
  }
}

test.run();
