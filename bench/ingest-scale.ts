// What an ingest takes at a quarter of the runs and at all: node dist/bench/ingest-scale.js [RUNS, default 500] [pictures]
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDeposition } from '../demo/write-deposition.js';
import type { Calls } from './ingest-scale/count-calls.js';
import type { Cost } from './ingest-scale/ingest-once.js';
import { manyRunsConfig } from './ingest-scale/many-runs-config.js';
import { manyRunsPlan, runName } from './ingest-scale/many-runs-plan.js';

const once = fileURLToPath(new URL('./ingest-scale/ingest-once.js', import.meta.url));
const runs = Number(process.argv[2] ?? 500);
/** Whether key images and what viewers load are made too. */
const pictures = process.argv[3] === 'pictures' ? 'pictures' : '';
const directory = await mkdtemp(join(tmpdir(), 'ingest-scale-'));

try {
  console.log('runs            s/run  cpu/run  peak MB  in/run  out/run  report kB/run');
  for (const count of [Math.ceil(runs / 4), runs]) {
    const place = join(directory, String(count));
    await mkdir(place);
    await writeDeposition(manyRunsPlan(count), join(place, 'in', 'dep'));
    await writeFile(join(place, 'config.yaml'), manyRunsConfig);
    show(count, 'first', await ingestOnce(place));
    show(count, 'again', await ingestOnce(place));
    show(1, 'one run', await ingestOnce(place, `${runName(count - 1)}$`));
    await rm(place, { recursive: true });
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

function show(
  count: number,
  what: string,
  { seconds, cpu, peakMemory, calls, reportBytes, failed }: Cost,
): void {
  const each = (value: number, decimals: number) => (value / count).toFixed(decimals);
  const cells = [
    each(seconds, 4).padStart(8),
    each(cpu, 4).padStart(8),
    (peakMemory / 1e6).toFixed(0).padStart(8),
    each(sum(calls.input), 1).padStart(7),
    each(sum(calls.output), 1).padStart(8),
    each(reportBytes / 1e3, 1).padStart(14),
  ];
  console.log(
    `${String(count).padStart(5)} ${what.padEnd(8)}${cells.join(' ')}${failed > 0 ? `  ${failed} failed` : ''}`,
  );
}

function sum(calls: Calls): number {
  return Object.values(calls).reduce((total, count) => total + count, 0);
}

function ingestOnce(place: string, run = ''): Promise<Cost> {
  const [config, source, out] = ['config.yaml', 'in', 'out'].map((name) => join(place, name));
  const child = spawn(process.execPath, [once, config ?? '', source ?? '', out ?? '', run, pictures], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0
        ? resolve(JSON.parse(shown) as Cost)
        : reject(new Error(`the ingest ended with ${status}`)),
    );
  });
}
