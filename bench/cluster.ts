// What an ingest takes as one process and in parts, one after the other: node dist/bench/cluster.js [--runs 200] [--rounds 3]
// [-- options of cryoet ingest]. Files are in memory: system calls on a disk take now this, now that.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeDeposition } from '../demo/write-deposition.js';
import { manyRunsConfig } from './ingest-scale/many-runs-config.js';
import { manyRunsPlan } from './ingest-scale/many-runs-plan.js';
import { median } from './median.js';
import { memoryPlace } from './memory-place.js';
import { runProcess, type Usage } from './whole-process/run-process.js';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const [runs, rounds] = [Number(values.runs), Number(values.rounds)];
const counts = [1, 2, 4];
const directory = await mkdtemp(join(memoryPlace, 'cluster-'));
const at = (...names: string[]) => join(directory, ...names);
/** What the processes of a line took, round by round. */
const lines = new Map<string, Usage[][]>();

function cryoet(...args: string[]): Usage {
  return runProcess(process.execPath, [main, ...args]);
}

function ingest(...more: string[]): Usage {
  return cryoet(
    'ingest',
    at('config.yaml'),
    at('in'),
    at('out'),
    '--quiet',
    '--jobs',
    '1',
    ...positionals,
    ...more,
  );
}

function note(what: string, usages: readonly Usage[]): void {
  lines.set(what, [...(lines.get(what) ?? []), [...usages]]);
}

async function inParts(count: number): Promise<void> {
  const plan = at('plan');
  note(`plan of ${count}`, [
    cryoet('plan', at('config.yaml'), at('in'), '--parts', String(count), '--output', plan),
  ]);
  const parts = Array.from({ length: count }, (_, index) =>
    ingest('--plan', plan, '--part', `${index + 1}/${count}`),
  );
  note(nameOf(count), parts);
  note(`finish of ${count}`, [ingest('--plan', plan, '--finish')]);
  await rm(at('out'), { recursive: true });
}

function nameOf(count: number): string {
  return count === 1 ? '1 part' : `${count} parts`;
}

/** Median of the rounds' processor time, in seconds: of all processes, or of the largest. */
function cpuOf(what: string, of: (cpu: number[]) => number): number {
  return median((lines.get(what) ?? []).map((usages) => of(usages.map(({ cpu }) => cpu))));
}

const sum = (cpu: number[]) => cpu.reduce((total, each) => total + each, 0);

try {
  await writeDeposition(manyRunsPlan(runs), at('in', 'dep'));
  await writeFile(at('config.yaml'), manyRunsConfig);
  for (let round = 0; round < rounds; round++) {
    note('one process', [ingest()]);
    await rm(at('out'), { recursive: true });
    for (const count of counts) await inParts(count);
    // What each part takes beside its runs.
    cryoet('plan', at('config.yaml'), at('in'), '--parts', String(runs + 1), '--output', at('plan'));
    note('a part without runs', [ingest('--plan', at('plan'), '--part', `${runs + 1}/${runs + 1}`)]);
    await rm(at('out'), { recursive: true, force: true });
  }
  console.log(`${runs} runs, medians of ${rounds} rounds: CPU s in all, of the largest, peak MiB`);
  for (const [what, usages] of lines) {
    const peak = Math.max(...usages.flat().map((usage) => usage.peak));
    const figures = [sum, (cpu: number[]) => Math.max(...cpu)].map((of) =>
      cpuOf(what, of).toFixed(1).padStart(8),
    );
    console.log(`${what.padEnd(22)} ${figures.join(' ')} ${peak.toFixed(0).padStart(8)}`);
  }
  for (const count of counts) {
    const more = (cpuOf(nameOf(count), sum) - cpuOf('one process', sum)) / count;
    console.log(`${nameOf(count)}: ${more.toFixed(2)} s more than one process for each`);
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
