// What `cryoet plan` takes beside listing the files: node dist/bench/plan.js [RUNS, default 10000] [DIRECTORY]. The deposition is
// one run of 25 files, and links to them under the names of the other runs; voxel spacings are literal, then those of headers.

import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDeposition } from '../demo/write-deposition.js';
import { createLocalStorage } from '../src/storage/local/local-storage.js';
import { manyRunsConfig } from './ingest-scale/many-runs-config.js';
import { manyRunsPlan, runName } from './ingest-scale/many-runs-plan.js';
import { memoryPlace } from './memory-place.js';
import { runProcess } from './whole-process/run-process.js';

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const runs = Number(process.argv[2] ?? 10_000);
const parts = 100;
const frames = 8;
const place = process.argv[3] ?? memoryPlace;
const directory = mkdtempSync(join(place, 'plan-'));
const [input, config, plan] = ['in', 'config.yaml', 'plan'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
];

/** Writes a run as others are, with few frames. */
async function writeOneRun(): Promise<void> {
  await writeDeposition(manyRunsPlan(1), join(input, 'dep'));
  const extra = readdirSync(join(input, 'dep', 'frames')).slice(frames);
  for (const name of extra) rmSync(join(input, 'dep', 'frames', name));
}

function linkOtherRuns(): number {
  const own = readdirSync(join(input, 'dep'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.includes(runName(0)),
  );
  for (let index = 1; index < runs; index++) {
    for (const path of own) {
      linkSync(join(input, 'dep', path), join(input, 'dep', path.replace(runName(0), runName(index))));
    }
  }
  return own.length;
}

/** Seconds that a listing of all files with their sizes takes, and the bytes that it found. */
async function listAll(): Promise<{ readonly seconds: number; readonly bytes: number }> {
  const started = performance.now();
  let bytes = 0;
  for await (const { size } of createLocalStorage(input).list('')) bytes += size;
  return { seconds: (performance.now() - started) / 1000, bytes };
}

/** Estimated seconds of the largest part by those of the mean. */
function unevenness(): number {
  const seconds = readFileSync(plan, 'utf8')
    .split('\n')
    .slice(1, parts + 1)
    .map((line) => Number(JSON.parse(line).seconds));
  return Math.max(...seconds) / (seconds.reduce((sum, each) => sum + each, 0) / parts);
}

try {
  await writeOneRun();
  const files = linkOtherRuns();
  const { seconds, bytes } = await listAll();
  console.log(
    `${runs} runs of ${files} files, ${(bytes / 1e6).toFixed(0)} MB; listing with sizes: ${seconds.toFixed(1)} s`,
  );
  for (const [spacings, text] of [
    [
      'literal spacings',
      manyRunsConfig.replace(/^ *- tomogram_header: .*\n/m, '      - literal: {value: [10.0]}\n'),
    ],
    ['spacings of headers', manyRunsConfig],
  ] as const) {
    writeFileSync(config, text);
    const { wall, cpu, peak } = runProcess(process.execPath, [
      ...[main, 'plan', config, input],
      ...['--parts', String(parts), '--output', plan],
    ]);
    const figures = `${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of processor time, ${peak.toFixed(0)} MiB`;
    console.log(
      `${spacings}: ${figures}; largest of ${parts} parts ${unevenness().toFixed(3)} times the mean`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
