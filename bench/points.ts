// What an ingest of a long table of particles takes: node dist/bench/points.js [--rows N] [--runs N] [--directory DIR]
//   [--rounds N, default 1] [--before CHECKOUT, which takes part in turns]

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { memoryPlace } from './memory-place.js';
import { pointsConfig } from './points/points-config.js';
import { writeParticles } from './points/write-particles.js';
import { type Contestant, inTurns } from './whole-process/in-turns.js';
import { runProcess } from './whole-process/run-process.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    runs: { type: 'string', default: '1' },
    directory: { type: 'string', default: memoryPlace },
    rounds: { type: 'string', default: '1' },
    before: { type: 'string' },
  },
});
const rows = Number(values.rows);
const runs = Array.from({ length: Number(values.runs) }, (_, index) => `TS_${index + 1}`);
const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
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
  console.log('| points | for viewers | program | wall s | CPU s | peak MiB | wall ÷ first |');
  console.log('|---|---|---|---|---|---|---|');
  for (const shape of ['Point', 'OrientedPoint'] as const) {
    writeFileSync(config, pointsConfig(runs, shape));
    for (const precompute of [false, true]) {
      const options = precompute ? [] : ['--no-precompute'];
      const digests = new Set<string>();
      const contestant = (name: string, program: string): Contestant => ({
        name,
        run() {
          rmSync(output, { recursive: true, force: true });
          const usage = runProcess(process.execPath, [program, 'ingest', config, input, output, ...options]);
          digests.add(digestOfPoints(output));
          return usage;
        },
      });
      const contestants = [contestant('this', main)];
      if (values.before !== undefined) {
        contestants.push(contestant('before', join(values.before, 'dist/bin/main.js')));
      }
      for (const { name, wall, cpu, peak, ratio } of inTurns(contestants, Number(values.rounds))) {
        const figures = [wall.toFixed(1), cpu.toFixed(1), peak.toFixed(0), ratio.toFixed(2)];
        console.log(`| ${[shape, precompute ? 'yes' : 'no', name, ...figures].join(' | ')} |`);
      }
      if (digests.size > 1) throw new Error('the ndjson is not the same byte for byte');
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** A digest of all ndjson files of a tree. */
function digestOfPoints(tree: string): string {
  const hash = createHash('sha256');
  const paths = readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ndjson'),
  );
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(tree, path)));
  return hash.digest('hex');
}
