// What finding one voxel in 2 × 1 GiB takes, against cmp and decoding: node dist/bench/diff.js [--planes N] [--rounds N]

import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import type { Shape } from '../src/volume/volume.js';
import { writeZarr } from './diff/write-zarr.js';
import { median } from './median.js';
import { memoryPlace } from './memory-place.js';
import { runProcess, type Usage } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const { values } = parseArgs({
  options: {
    planes: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: memoryPlace },
  },
});
const shape: Shape = [Number(values.planes), 1024, 1024];
const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const tomogram = '10001/TS/Reconstructions/VoxelSpacing10.000/Tomograms/100';
const directory = mkdtempSync(join(values.directory, 'diff-'));

try {
  const kernels = await loadKernels();
  const [a, b] = ['mrc-a', 'mrc-b'].map((tree) => join(directory, tree, tomogram, 'TS.mrc')) as [
    string,
    string,
  ];
  for (const path of [a, b]) mkdirSync(dirname(path), { recursive: true });
  writeVolume(a, { shape, sampleType: 'float32' });
  copyFileSync(a, b);
  changeLastVoxel(b);
  for (const side of ['a', 'b'] as const) {
    writeZarr(kernels, side === 'a' ? a : b, join(directory, `zarr-${side}`, tomogram, 'TS.zarr'), shape);
  }
  console.log(
    `${shape.join(' × ')} float32, twice; medians of ${values.rounds} rounds, files in ${values.directory}\n`,
  );
  console.log('| what | wall s | CPU s | peak MiB |');
  console.log('|---|---|---|---|');
  const cmp = show('cmp of the samples', () => runProcess('cmp', ['-s', a, b], 1));
  const decoding = await decodingSeconds(join(directory, 'zarr-a', tomogram, 'TS.zarr', '0'));
  console.log(`| decoding both, one thread | ${(2 * decoding).toFixed(2)} | | |`);
  const mrc = show('cryoet diff, MRC', () => diff('mrc'));
  const zarr = show('cryoet diff, OME-Zarr', () => diff('zarr'));
  console.log(
    `\nMRC: ${(mrc / cmp).toFixed(2)} × cmp; OME-Zarr: ${(zarr / (cmp + 2 * decoding)).toFixed(2)} × cmp and decoding`,
  );

  function show(name: string, run: () => Usage): number {
    const rounds = Array.from({ length: Number(values.rounds) }, run);
    const of = (key: keyof Usage) => median(rounds.map((usage) => usage[key]));
    console.log(
      `| ${name} | ${of('wall').toFixed(2)} | ${of('cpu').toFixed(2)} | ${of('peak').toFixed(0)} |`,
    );
    return of('wall');
  }

  async function decodingSeconds(level: string): Promise<number> {
    const { arena } = kernels;
    const target = arena.allocate(256 ** 3 * 4);
    let seconds = 0;
    for (const name of readdirSync(level, { recursive: true, encoding: 'utf8' })) {
      if (!/^\d+\/\d+\/\d+$/.test(name)) continue;
      const frame = readFileSync(join(level, name));
      const top = arena.top;
      const source = arena.allocate(frame.length);
      arena.bytes(source, frame.length).set(frame);
      const start = performance.now();
      kernels.decodeFrame(source, frame.length, target, 256 ** 3 * 4);
      seconds += (performance.now() - start) / 1000;
      arena.release(top);
    }
    return seconds;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Compares the two trees of one kind; fails unless they differ. */
function diff(kind: string): Usage {
  const trees = ['a', 'b'].map((side) => join(directory, `${kind}-${side}`));
  return runProcess(process.execPath, [main, 'diff', ...trees, '--quiet'], 1);
}

/** The last voxel of the file, so that nothing can stop early. */
function changeLastVoxel(path: string): void {
  const file = openSync(path, 'r+');
  const bytes = new Uint8Array(Float32Array.of(123.5).buffer);
  writeSync(file, bytes, 0, 4, 1024 + (shape[0] * shape[1] * shape[2] - 1) * 4);
  closeSync(file);
}
