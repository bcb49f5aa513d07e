// What an ingest takes as one process and in parts, one part after the other: node dist/bench/cluster.js [RUNS, default 200]
// [options of cryoet ingest]. Files are in /dev/shm where there is one: making directories on a disk takes now this, now that.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDeposition } from '../demo/write-deposition.js';
import { manyRunsConfig } from './ingest-scale/many-runs-config.js';
import { manyRunsPlan } from './ingest-scale/many-runs-plan.js';
import { runProcess, type Usage } from './whole-process/run-process.js';

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const runs = Number(process.argv[2] ?? 200);
const options = process.argv.slice(3);
const directory = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cluster-'));
const at = (...names: string[]) => join(directory, ...names);

function cryoet(...args: string[]): Usage {
  return runProcess(process.execPath, [main, ...args]);
}

/** Prints a line; gives the processor time of all, in seconds. */
function show(what: string, usages: readonly Usage[]): number {
  const cpu = usages.map((usage) => usage.cpu);
  const sum = cpu.reduce((total, each) => total + each, 0);
  const peak = Math.max(...usages.map((usage) => usage.peak));
  console.log(
    `${what.padEnd(22)} ${sum.toFixed(1).padStart(8)} ${Math.max(...cpu)
      .toFixed(1)
      .padStart(8)} ${peak.toFixed(0).padStart(8)}`,
  );
  return sum;
}

try {
  await writeDeposition(manyRunsPlan(runs), at('in', 'dep'));
  await writeFile(at('config.yaml'), manyRunsConfig);
  const ingest = (out: string, ...more: string[]) =>
    cryoet('ingest', at('config.yaml'), at('in'), at(out), '--quiet', '--jobs', '1', ...options, ...more);
  console.log(`${runs} runs               CPU s in all  largest  peak MiB`);
  show('one process', [ingest('one')]);
  const sums = new Map<number, number>();
  for (const count of [1, 2, 4]) {
    const plan = at(`plan-${count}`);
    const planned = cryoet('plan', at('config.yaml'), at('in'), '--parts', String(count), '--output', plan);
    show(`plan of ${count}`, [planned]);
    const parts = Array.from({ length: count }, (_, index) =>
      ingest(`out-${count}`, '--plan', plan, '--part', `${index + 1}/${count}`),
    );
    sums.set(count, show(`${count} ${count === 1 ? 'part' : 'parts'}`, parts));
    show('finish', [ingest(`out-${count}`, '--plan', plan, '--finish')]);
    await rm(at(`out-${count}`), { recursive: true });
  }
  const [inOne = 0, inTwo = 0, inFour = 0] = [1, 2, 4].map((count) => sums.get(count));
  console.log(
    `each further part takes ${(inTwo - inOne).toFixed(2)} s (of two), ${((inFour - inOne) / 3).toFixed(2)} s (of four)`,
  );
  // An empty part: what each of them takes beside its runs.
  const many = at('plan-many');
  cryoet('plan', at('config.yaml'), at('in'), '--parts', String(runs + 1), '--output', many);
  show('a part without runs', [ingest('empty', '--plan', many, '--part', `${runs + 1}/${runs + 1}`)]);
} finally {
  await rm(directory, { recursive: true, force: true });
}
