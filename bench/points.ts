// What an ingest of a long table of particles takes: node dist/bench/points.js [--rows N] [--runs N] [--directory DIR]
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { memoryPlace } from './memory-place.js';
import { pointsConfig } from './points/points-config.js';
import { writeParticles } from './points/write-particles.js';
import { runProcess } from './whole-process/run-process.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    runs: { type: 'string', default: '1' },
    directory: { type: 'string', default: memoryPlace },
  },
});
const rows = Number(values.rows);
const runs = Array.from({ length: Number(values.runs) }, (_, index) => `TS_${index + 1}`);
const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const directory = mkdtempSync(join(values.directory, 'points-'));
const [input, output, config] = ['input', 'output', 'config.yaml'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
];

try {
  mkdirSync(join(input, 'bench'), { recursive: true });
  const table = join(input, 'bench', 'particles.star');
  writeParticles(table, rows, runs);
  const megabytes = Math.round(statSync(table).size / 1e6);
  console.log(`${rows} rows of ${runs.length} runs, ${megabytes} MB; files in ${values.directory}\n`);
  console.log('| points | for viewers | wall s | CPU s | peak MiB |');
  console.log('|---|---|---|---|---|');
  for (const shape of ['Point', 'OrientedPoint'] as const) {
    writeFileSync(config, pointsConfig(runs, shape));
    for (const precompute of [false, true]) {
      rmSync(output, { recursive: true, force: true });
      const options = precompute ? [] : ['--no-precompute'];
      const { wall, cpu, peak } = runProcess(process.execPath, [
        ...[main, 'ingest', config, input, output],
        ...options,
      ]);
      const figures = `${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${peak.toFixed(0)}`;
      console.log(`| ${shape} | ${precompute ? 'yes' : 'no'} | ${figures} |`);
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
