// npm run bench [-- --large] [-- --rounds N] [-- --directory DIR] [-- --before CHECKOUT]: whole processes, then the kernels.

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { memoryPlace } from './memory-place.js';
import { compareProcesses, withManifest, withoutDigests } from './whole-process/compare.js';
import type { Outcome } from './whole-process/in-turns.js';
import type { BenchVolume } from './whole-process/write-volume.js';

const { values } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    directory: { type: 'string', default: memoryPlace },
    before: { type: 'string' },
  },
});

const volumes: BenchVolume[] = [
  { shape: [256, 512, 512], sampleType: 'float32' },
  { shape: [256, 512, 512], sampleType: 'int8' },
  { shape: [256, 1024, 1024], sampleType: 'float32' },
];
if (values.large) {
  volumes.push({ shape: [1024, 1024, 1024], sampleType: 'float32' });
  volumes.push({ shape: [64, 4096, 4096], sampleType: 'int16' });
}

const memory = Math.round(totalmem() / 2 ** 30);
console.log(
  `${availableParallelism()} processors (${cpus()[0]?.model}), ${memory} GiB, Linux ${release()}, Node ${process.version}`,
);
console.log(`medians of ${values.rounds} rounds, files in ${values.directory}\n`);
console.log('| volume | process | wall s | CPU s | peak MiB | wall ÷ first |');
console.log('|---|---|---|---|---|---|');
const costs: string[] = [];
const directory = mkdtempSync(join(values.directory, 'bench-'));
try {
  for (const volume of volumes) {
    const name = `${volume.shape.join(' × ')} ${volume.sampleType}`;
    const contestants = compareProcesses(directory, volume, Number(values.rounds), values.before ?? null);
    for (const { name: process, wall, cpu, peak, ratio } of contestants) {
      const figures = [wall.toFixed(2), cpu.toFixed(2), peak.toFixed(0), ratio.toFixed(2)];
      console.log(`| ${[name, process, ...figures].join(' | ')} |`);
    }
    costs.push(`${name}: ${digestCost(contestants)}`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
console.log(
  `\nA manifest may cost the CPU time of its digests divided by the processors, and 5 %:\n${costs.join('\n')}\n`,
);
await import('./kernels.js');

function digestCost(contestants: readonly Outcome[]): string {
  const [without, manifest] = [withoutDigests, withManifest].map((wanted) =>
    contestants.find(({ name }) => name === wanted),
  );
  if (without === undefined || manifest === undefined) return 'not measured';
  const cpu = Math.max(0, manifest.cpu - without.cpu);
  const allowed = 1.05 * (without.wall + cpu / availableParallelism());
  return `${without.wall.toFixed(2)} s without digests, ${cpu.toFixed(2)} s CPU more with them; wall ${manifest.wall.toFixed(2)} s, at most ${allowed.toFixed(2)} s wanted`;
}
