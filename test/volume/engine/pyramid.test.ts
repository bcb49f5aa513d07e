import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { parseMrcHeader } from '../../../src/volume/mrc/read-header.js';
import type { BinningEdge, Shape, VolumeKind } from '../../../src/volume/volume.js';
import { convertBytes } from '../support/convert.js';
import { decodeMrc } from '../support/decode-mrc.js';
import { makeMrc } from '../support/make-mrc.js';
import { hashAt } from '../support/random.js';
import { readLevel } from '../support/read-pyramid.js';
import { statisticsOf } from '../support/statistics.js';
import { type PlainVolume, twinBin } from '../support/twin-pyramid.js';

const test = suite('pyramids');

interface Case {
  readonly name: string;
  readonly shape: Shape;
  readonly kind: VolumeKind;
  readonly edge?: BinningEdge;
  readonly levels?: number;
  readonly mode: number;
  readonly littleEndian?: boolean;
  readonly dmax?: number;
  readonly value: (hash: number) => number;
}

const cases: readonly Case[] = [
  {
    name: 'float32, odd',
    shape: [7, 13, 261],
    kind: 'tomogram',
    mode: 2,
    value: (h) => (h % 2001) / 7 - 100,
  },
  {
    name: 'float32, zeros',
    shape: [5, 9, 11],
    kind: 'tomogram',
    edge: 'zero',
    mode: 2,
    value: (h) => h / 2 ** 31,
  },
  { name: 'whole chunks', shape: [4, 512, 256], kind: 'tomogram', mode: 2, value: (h) => h / 2 ** 31 - 1 },
  {
    name: 'big-endian int16',
    shape: [6, 270, 20],
    kind: 'tomogram',
    mode: 1,
    littleEndian: false,
    value: (h) => (h % 60_000) - 30_000,
  },
  { name: 'unsigned bytes', shape: [3, 4, 5], kind: 'tomogram', mode: 0, dmax: 255, value: (h) => h % 256 },
  { name: 'uint16', shape: [261, 3, 2], kind: 'tomogram', mode: 6, value: (h) => h % 65_536 },
  { name: 'float16', shape: [2, 2, 1], kind: 'tomogram', mode: 12, value: (h) => (h % 2048) / 8 },
  { name: '4-bit', shape: [2, 3, 7], kind: 'tomogram', mode: 101, value: (h) => h % 16 },
  { name: 'one level', shape: [5, 9, 11], kind: 'tomogram', levels: 1, mode: 2, value: (h) => h / 2 ** 31 },
  {
    name: 'five levels',
    shape: [21, 260, 40],
    kind: 'tomogram',
    levels: 5,
    mode: 1,
    value: (h) => h % 500,
  },
  {
    name: 'stack, five levels',
    shape: [2, 300, 530],
    kind: 'tiltseries',
    levels: 5,
    mode: 1,
    value: (h) => h % 500,
  },
  {
    name: 'labels, four levels',
    shape: [9, 20, 30],
    kind: 'instance-mask',
    levels: 4,
    mode: 6,
    value: (h) => h % 7,
  },
  { name: 'one voxel', shape: [1, 1, 1], kind: 'tomogram', mode: 2, value: () => 3 },
  { name: 'wider than a unit', shape: [2, 2, 4500], kind: 'semantic-mask', mode: 1, value: (h) => h % 2 },
  { name: 'higher than a box', shape: [2, 1100, 3], kind: 'instance-mask', mode: 0, value: (h) => h % 100 },
  { name: 'stack', shape: [3, 1030, 65], kind: 'tiltseries', mode: 1, value: (h) => h % 500 },
  {
    name: 'stack, zeros',
    shape: [2, 65, 1031],
    kind: 'tiltseries',
    edge: 'zero',
    mode: 2,
    value: (h) => h / 2 ** 31,
  },
  {
    name: 'labels',
    shape: [5, 7, 300],
    kind: 'instance-mask',
    mode: 6,
    value: (h) => (h % 3 === 0 ? h % 7 : 0),
  },
  { name: 'mask', shape: [6, 9, 270], kind: 'semantic-mask', mode: 0, value: (h) => (h % 11 === 0 ? 1 : 0) },
];

const kernels = await loadKernels();

for (const { name, shape, kind, edge = 'mean', levels = 3, value, ...made } of cases) {
  test(`${kind}: ${name}`, async () => {
    const hash = hashAt(shape[2]);
    const bytes = makeMrc({ shape, ...made, value: (index) => value(hash(index)) });
    const { result, output } = await convertBytes(bytes, { kind, edge, levels });
    let level: PlainVolume = {
      shape,
      samples: decodeMrc(bytes, parseMrcHeader(bytes, bytes.length, 'in.mrc')),
    };
    const written = output.files.get('out.mrc') ?? new Uint8Array(0);
    const header = parseMrcHeader(written, written.length, 'out.mrc');
    assert.equal(header.warnings, []);
    assert.equal(header.shape, shape);
    assert.equal(decodeMrc(written, header), level.samples);
    const { min, max, mean, rms } = statisticsOf(level.samples);
    assert.is(result.statistics.min, min);
    assert.is(result.statistics.max, max);
    assert.ok(Math.abs(result.statistics.mean - mean) <= 1e-9 * (max - min + 1));
    assert.ok(Math.abs(result.statistics.rms - rms) <= 1e-9 * (max - min + 1));
    assert.equal([header.fields.dmin, header.fields.dmax], [Math.fround(min), Math.fround(max)]);
    for (let index = 0; index < levels; index += 1) {
      if (index > 0) level = twinBin(level, kind, edge);
      const read = await readLevel(
        output.files,
        'out.zarr',
        index,
        shape[2] === 7 || shape[2] > 260 ? null : kernels,
      );
      assert.equal(read.shape, level.shape);
      assert.equal(result.levels[index], level.shape);
      assert.equal(read.samples, level.samples, `level ${index}`);
    }
    assert.is(result.levels.length, levels);
    assert.is(output.pending.size, 0);
    assert.is(
      result.bytesWritten,
      [...output.files.values()].reduce((sum, { length }) => sum + length, 0),
    );
  });
}

test('does not write chunks of zeros', async () => {
  const shape: Shape = [258, 2, 600];
  const bytes = makeMrc({ shape, mode: 0, value: (index) => (index === 257 * 1200 + 599 ? 5 : 0) });
  const { output } = await convertBytes(bytes, { kind: 'tomogram' });
  const level = await readLevel(output.files, 'out.zarr', 0);
  assert.is(level.chunkCount, 1);
  assert.is(level.samples[257 * 1200 + 599], 5);
  assert.ok(output.files.has('out.zarr/0/1/0/2'));
});

test.run();
