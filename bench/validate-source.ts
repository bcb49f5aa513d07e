// What a comparison of the sources of many runs takes: node dist/bench/validate-source.js [RUNS, default 2000] [DIRECTORY]

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDeposition } from '../demo/write-deposition.js';
import type { ValidationReport } from '../src/validate/report.js';
import { manyRunsConfig } from './ingest-scale/many-runs-config.js';
import { manyRunsPlan } from './ingest-scale/many-runs-plan.js';
import { memoryPlace } from './memory-place.js';
import { runProcess } from './whole-process/run-process.js';

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const runs = Number(process.argv[2] ?? 2000);
const place = process.argv[3] ?? memoryPlace;
const directory = mkdtempSync(join(place, 'validate-source-'));

try {
  console.log('runs    files    files read  seconds  peak MiB  errors  warnings');
  for (const count of [Math.ceil(runs / 10), runs]) {
    const [input, config, report] = ['in', 'config.yaml', 'report.json'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    await writeDeposition(manyRunsPlan(count), join(input, 'dep'));
    writeFileSync(config, manyRunsConfig);
    const command = [main, 'validate', 'source', config, input];
    const { wall, peak } = runProcess(process.execPath, [...command, '--format', 'json', '--output', report]);
    const { looked, errors, warnings } = JSON.parse(readFileSync(report, 'utf8')) as ValidationReport;
    const cells = [
      String(count).padEnd(7),
      String(looked.filesListed).padEnd(8),
      String(looked.filesRead).padStart(10),
      wall.toFixed(1).padStart(8),
      peak.toFixed(0).padStart(9),
      String(errors).padStart(7),
      String(warnings).padStart(9),
    ];
    console.log(cells.join(' '));
    rmSync(input, { recursive: true });
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
