// node dist/bench/zarr-forms.js [--rounds N] [--directory DIR]: what an OME-Zarr costs in each version and compression.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convert } from '../src/api/convert.js';
import { hasBrowser } from '../test/support/browser.js';
import { median } from './median.js';
import { memoryPlace } from './memory-place.js';
import { type BenchVolume, writeVolume } from './whole-process/write-volume.js';
import { firstPaint } from './zarr-forms/first-paint.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: memoryPlace },
  },
});

const volumes: BenchVolume[] = [
  { shape: [128, 512, 512], sampleType: 'float32' },
  { shape: [128, 512, 512], sampleType: 'int8' },
];
const forms = ['0.4', '0.5'].flatMap((omeZarr) =>
  ['lz4', 'zstd:3'].map((compression) => ({ omeZarr, compression })),
);

const [load = 0] = loadavg();
console.log(
  `${availableParallelism()} processors (${cpus()[0]?.model}), Linux ${release()}, Node ${process.version}, load ${load.toFixed(1)}`,
);
console.log(`medians of ${values.rounds} rounds, files in ${values.directory}\n`);
console.log('| volume | version | compression | MB | objects | s | first paint: requests | MB |');
console.log('|---|---|---|---|---|---|---|---|');
const directory = mkdtempSync(join(values.directory, 'zarr-forms-'));
try {
  for (const volume of volumes) {
    const [source, output] = [join(directory, 'in.mrc'), join(directory, 'out.zarr')];
    writeVolume(source, volume, true);
    for (const form of forms) {
      const seconds: number[] = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        const start = performance.now();
        await convert(source, output, { ...form, overwrite: true } as Parameters<typeof convert>[2]);
        seconds.push((performance.now() - start) / 1000);
      }
      const sizes = readdirSync(output, { recursive: true, encoding: 'utf8' })
        .map((name) => statSync(join(output, name)))
        .flatMap((entry) => (entry.isFile() ? [entry.size] : []));
      const paint = hasBrowser ? await firstPaint(output) : null;
      const figures = [
        volume.sampleType,
        form.omeZarr,
        form.compression,
        megabytes(sizes.reduce((sum, size) => sum + size, 0)),
        sizes.length,
        median(seconds).toFixed(2),
        paint?.requests ?? 'no browser',
        paint === null ? '' : megabytes(paint.bytes),
      ];
      console.log(`| ${figures.join(' | ')} |`);
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
