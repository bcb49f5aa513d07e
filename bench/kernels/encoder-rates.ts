import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernels } from '../../src/volume/kernels/kernels.js';
import { median } from '../median.js';

/** The Blosc encoder beside c-blosc on the same bytes. */
export interface EncoderRates {
  /** 10⁹ bytes a second. */
  readonly rate: number;
  /** Bytes of content a byte of frame. */
  readonly ratio: number;
  /** Null where python3-numcodecs is not installed. */
  readonly reference: {
    readonly rate: number;
    readonly ratio: number;
    /** Median of the rates divided pair by pair. */
    readonly pairwise: number;
  } | null;
}

const pairs = 5;
const blockBytes = 262_144;

const script = `
import sys, time, numcodecs, numpy as np
from numcodecs import blosc
blosc.use_threads = False
blosc.set_nthreads(1)
data = np.fromfile(sys.argv[1], '<f4')
codec = numcodecs.Blosc(cname='lz4', clevel=5, shuffle=1)
codec.encode(data)
start = time.perf_counter()
frame = codec.encode(data)
print(data.nbytes / (time.perf_counter() - start) / 1e9, data.nbytes / len(frame))`;

/** Encodes `samples` block by block, in turns with c-blosc in one thread (lz4, level 5, byte shuffle). */
export function encoderRates(kernels: Kernels, samples: Float32Array<ArrayBuffer>): EncoderRates {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const file = join(directory, 'samples');
    writeFileSync(file, samples);
    const encode = prepareEncoder(kernels, samples);
    encode();
    const ours: { readonly rate: number; readonly ratio: number }[] = [];
    const theirs: { readonly rate: number; readonly ratio: number }[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      ours.push(encode());
      const { status, stdout } = spawnSync('/usr/bin/python3', ['-c', script, file], { encoding: 'utf8' });
      const [rate = Number.NaN, ratio = Number.NaN] = stdout?.split(' ').map(Number) ?? [];
      if (status === 0) theirs.push({ rate, ratio });
    }
    const middle = (all: readonly { readonly rate: number }[]) => median(all.map(({ rate }) => rate));
    const complete = theirs.length === pairs;
    return {
      rate: middle(ours),
      ratio: ours[0]?.ratio ?? Number.NaN,
      reference: complete
        ? {
            rate: middle(theirs),
            ratio: theirs[0]?.ratio ?? Number.NaN,
            pairwise: median(theirs.map(({ rate }, pair) => (ours[pair]?.rate ?? Number.NaN) / rate)),
          }
        : null,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function prepareEncoder({ arena, ...kernels }: Kernels, samples: Float32Array<ArrayBuffer>) {
  arena.reset();
  const bytes = samples.byteLength;
  const source = arena.allocate(bytes);
  arena.float32(source, samples.length).set(samples);
  const target = arena.allocate(kernels.encodedBlockBound(blockBytes, 4));
  return () => {
    let size = 0;
    const start = performance.now();
    for (let at = 0; at < bytes; at += blockBytes) {
      const rows = { offset: source + at, rowStride: 1024 };
      size += kernels.encodeBlock(rows, { rows: blockBytes / 1024, columns: 1024 }, 4, target, true);
    }
    return { rate: bytes / (performance.now() - start) / 1e6, ratio: bytes / size };
  };
}
