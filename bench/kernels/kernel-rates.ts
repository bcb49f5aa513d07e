import type { SampleFormat } from '../../src/volume/kernels/blocks.js';
import type { Kernels } from '../../src/volume/kernels/kernels.js';
import type { SampleType } from '../../src/volume/volume.js';
import { encodeFrame } from '../../test/volume/support/frames.js';
import { median } from '../median.js';

/** How fast one kernel is, in 10⁹ bytes of source a second. */
export interface KernelRate {
  readonly name: string;
  readonly rate: number;
}

const rounds = 7;
const rows = 4096;

function timed(bytes: number, run: () => void): number {
  run();
  const seconds = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
  return bytes / median(seconds) / 1e9;
}

/** Rates of the kernels on `samples` in this thread, each the median of seven rounds. */
export function kernelRates(kernels: Kernels, samples: Float32Array<ArrayBuffer>): KernelRate[] {
  const { arena } = kernels;
  arena.reset();
  const bytes = samples.byteLength;
  const source = arena.allocate(bytes);
  arena.float32(source, samples.length).set(samples);
  const target = arena.allocate(bytes);
  const columns = samples.length / rows;
  const extent = { rows, columns };
  const planes = (offset: number, side: number) => ({
    offset,
    rowStride: side * 4,
    planeStride: side * side * 4,
  });
  const side = 1024;
  const cube = { planes: samples.length / side ** 2, rows: side, columns: side };
  const from = { offset: source, rowStride: columns * 4 };
  const to = { offset: target, rowStride: columns * 4 };
  const rates: KernelRate[] = [];
  const add = (name: string, amount: number, run: () => void) => {
    rates.push({ name, rate: timed(amount, run) });
  };
  const decode = (sampleType: SampleType, littleEndian: boolean, sampleBytes: number) => {
    const format: SampleFormat = { sampleType, littleEndian, unsignedBytes: false };
    add(`decode ${sampleType}${littleEndian ? '' : ', big-endian'}`, samples.length * sampleBytes, () =>
      kernels.decode({ ...from, rowStride: columns * sampleBytes }, to, extent, format),
    );
  };

  add('memory copy', bytes, () => arena.bytes(target, bytes).set(arena.bytes(source, bytes)));
  decode('float32', false, 4);
  decode('int16', true, 2);
  decode('float16', true, 2);
  decode('int8', true, 1);
  const float32: SampleFormat = { sampleType: 'float32', littleEndian: true, unsignedBytes: false };
  add('decode and measure float32', bytes, () => kernels.decodeAndMeasure(from, to, extent, float32));
  add('measure float32', bytes, () => kernels.measure(from, extent, 'float32'));
  add('2×2×2 mean', bytes, () =>
    kernels.binMean(planes(source, side), planes(target, side / 2), cube, 'mean'),
  );
  add('1×2×2 mean', bytes, () =>
    kernels.binMeanInPlane(planes(source, side), planes(target, side / 2), cube, 'mean'),
  );
  add('add planes', bytes, () => kernels.accumulate(from, to, extent));
  arena.bytes(target, bytes).set(arena.bytes(source, bytes));
  add('compare equal', 2 * bytes, () =>
    kernels.compare(source, target, samples.length, 'float32', { absolute: 0, relative: 0 }),
  );
  arena.clear(target, bytes);
  add('find zeros', bytes, () => kernels.isZero(to, { rows, columns: columns * 4 }));

  const frame = encodeFrame(kernels, arena.bytes(source, bytes).slice(), 4);
  const encoded = arena.allocate(frame.length);
  arena.bytes(encoded, frame.length).set(frame);
  add('decode Blosc', bytes, () => kernels.decodeFrame(encoded, frame.length, target, bytes));
  arena.reset();
  return rates;
}
