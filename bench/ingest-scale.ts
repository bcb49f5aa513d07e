// What an ingest takes at some of the runs and at all, and again into a copy of the tree:
//   node dist/bench/ingest-scale.js [RUNS, default 500] [pictures | tomogram: these only] [--some RUNS, default a quarter]
//   [--before CHECKOUT: first ingests of all runs by it and by this one, in turns] [--rounds N, default 5] [--directory DIR]

import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeDeposition } from '../demo/write-deposition.js';
import type { Calls } from './ingest-scale/count-calls.js';
import type { Cost } from './ingest-scale/ingest-once.js';
import { manyRunsConfig } from './ingest-scale/many-runs-config.js';
import { manyRunsPlan, runName } from './ingest-scale/many-runs-plan.js';
import { memoryPlace } from './memory-place.js';
import { type Contestant, inTurns } from './whole-process/in-turns.js';

const once = fileURLToPath(new URL('./ingest-scale/ingest-once.js', import.meta.url));
const { values, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    directory: { type: 'string', default: memoryPlace },
    before: { type: 'string' },
    some: { type: 'string' },
  },
  allowPositionals: true,
});
const runs = Number(positionals[0] ?? 500);
/** What is made beside, or instead of, the data of all types. */
const what = positionals[1] ?? '';
const some = Number(values.some ?? Math.ceil(runs / 4));
const directory = await mkdtemp(join(values.directory, 'ingest-scale-'));

try {
  if (values.before === undefined) await measureGrowth();
  else await compareWith(join(values.before, 'dist/bench/ingest-scale/ingest-once.js'));
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function makePlace(count: number): Promise<string> {
  const place = join(directory, String(count));
  await mkdir(place);
  await writeDeposition(manyRunsPlan(count), join(place, 'in', 'dep'));
  await writeFile(join(place, 'config.yaml'), manyRunsConfig);
  return place;
}

async function measureGrowth(): Promise<void> {
  console.log('runs            s/run  cpu/run  peak MB  in/run  out/run  report kB/run  written');
  for (const count of [some, runs]) {
    const place = await makePlace(count);
    show(count, 'first', ingestOnce(place));
    show(count, 'again', ingestOnce(place));
    execFileSync('cp', ['-a', join(place, 'out'), join(place, 'copy')]);
    await rm(join(place, 'out'), { recursive: true });
    await rename(join(place, 'copy'), join(place, 'out'));
    show(count, 'copied', ingestOnce(place));
    show(1, 'one run', ingestOnce(place, `${runName(count - 1)}$`));
    await rm(place, { recursive: true });
  }
}

/** First ingests by this checkout and by another, in turns. */
async function compareWith(other: string): Promise<void> {
  const place = await makePlace(runs);
  const contestant = (name: string, program: string): Contestant => ({
    name,
    run() {
      rmSync(join(place, 'out'), { recursive: true, force: true });
      const { seconds, cpu, peakMemory, failed } = ingestOnce(place, '', program);
      if (failed > 0) throw new Error(`${failed} items failed`);
      return { wall: seconds, cpu, peak: peakMemory / 2 ** 20 };
    },
  });
  console.log('| ingest | s a run | CPU s a run | peak MiB | wall ÷ first |');
  console.log('|---|---|---|---|---|');
  const contestants = [contestant('this', once), contestant('before', other)];
  for (const { name, wall, cpu, peak, ratio } of inTurns(contestants, Number(values.rounds))) {
    const each = [wall, cpu].map((value) => (value / runs).toFixed(4));
    console.log(`| ${[name, ...each, peak.toFixed(0), ratio.toFixed(2)].join(' | ')} |`);
  }
}

function show(
  count: number,
  what: string,
  { seconds, cpu, peakMemory, calls, reportBytes, written, failed }: Cost,
): void {
  const each = (value: number, decimals: number) => (value / count).toFixed(decimals);
  const cells = [
    each(seconds, 4).padStart(8),
    each(cpu, 4).padStart(8),
    (peakMemory / 1e6).toFixed(0).padStart(8),
    each(sum(calls.input), 1).padStart(7),
    each(sum(calls.output), 1).padStart(8),
    each(reportBytes / 1e3, 1).padStart(14),
    String(written).padStart(8),
  ];
  console.log(
    `${String(count).padStart(5)} ${what.padEnd(8)}${cells.join(' ')}${failed > 0 ? `  ${failed} failed` : ''}`,
  );
}

function sum(calls: Calls): number {
  return Object.values(calls).reduce((total, count) => total + count, 0);
}

function ingestOnce(place: string, run = '', program = once): Cost {
  const [config, source, out] = ['config.yaml', 'in', 'out'].map((name) => join(place, name));
  const { status, stdout, error } = spawnSync(
    process.execPath,
    [program, config ?? '', source ?? '', out ?? '', run, what],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the ingest ended with ${status}`);
  return JSON.parse(stdout) as Cost;
}
