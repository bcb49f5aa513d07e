// What an export of many points takes beside reading them: node dist/bench/export.js [--rows N] [--rounds N, default 3]
//   [--directory DIR]

import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { annotationFiles, readRun } from '../src/export/exported-run.js';
import { exportedPoints } from '../src/export/point-rows.js';
import { formatPointLine } from '../src/formats/points/published-points.js';
import { openStorage } from '../src/storage/open-storage.js';
import { openTree } from '../src/tree/open-tree.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import { madePoints, madeRun, writeTree } from '../test/export/support/made-tree.js';
import { median } from './median.js';
import { memoryPlace } from './memory-place.js';
import { runProcess } from './whole-process/run-process.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: memoryPlace },
    /** Only reads the points of this tree. */
    read: { type: 'string' },
  },
});

if (values.read !== undefined) {
  const tree = await openTree(await openStorage(values.read, {}));
  const run = await readRun(tree, { dataset: '10001', name: 'TS_1' }, () => true);
  const project = { tree, runs: [run], kernels: await loadKernels() };
  for (const file of annotationFiles(run).points) for await (const _ of exportedPoints(file, project));
} else {
  const directory = mkdtempSync(join(values.directory, 'export-'));
  try {
    await compare(directory, Number(values.rows), Number(values.rounds));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function compare(directory: string, rows: number, rounds: number): Promise<void> {
  const [tree, out] = [join(directory, 'tree'), join(directory, 'out')];
  const files = madeRun([]);
  const path = Object.keys(files).find((name) => name.endsWith('.ndjson')) ?? '';
  await writeTree(tree, files);
  await pipeline(linesOf(rows), createWriteStream(join(tree, path)));
  const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
  const own = fileURLToPath(import.meta.url);
  console.log('| | CPU s | ÷ reading | peak MiB |\n|---|---|---|---|');
  let reading = Number.NaN;
  for (const format of [null, 'star', 'parquet', 'csv']) {
    const usages = Array.from({ length: rounds }, () => {
      rmSync(out, { recursive: true, force: true });
      const words = format === null ? [own, '--read', tree] : [main, 'export', tree, out, '--to', format];
      return runProcess(process.execPath, words);
    });
    const cpu = median(usages.map((usage) => usage.cpu));
    if (format === null) reading = cpu;
    const ratio = format === null ? '1' : `1 + ${(cpu / reading - 1).toFixed(2)}`;
    const peak = Math.round(median(usages.map((usage) => usage.peak)));
    console.log(`| ${format ?? 'reading'} | ${cpu.toFixed(1)} | ${ratio} | ${peak} |`);
  }
}

function* linesOf(rows: number): Generator<string> {
  const batch = 10_000;
  for (let from = 0; from < rows; from += batch) {
    const lines = madePoints(Math.min(batch, rows - from), from + 1).map(({ at: [x, y, z], rotation }) =>
      formatPointLine({ type: 'orientedPoint', location: { x, y, z }, rotation }),
    );
    yield `${lines.join('\n')}\n`;
  }
}
