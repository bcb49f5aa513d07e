// What a deep validation reads and takes beside the ingest: node dist/bench/deep.js [--rounds N] [--before MAIN] [--directory DIR]
// MAIN: dist/src/main.js of another checkout, which validates in turns.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './median.js';
import { depositionConfig } from './whole-process/deposition-config.js';
import { runProcess, type Usage } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    before: { type: 'string' },
    directory: { type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir() },
  },
});
const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const directory = mkdtempSync(join(values.directory, 'deep-'));
const [config, input, output] = ['config.yaml', 'input', 'output'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
];

const ingest = () => {
  rmSync(output, { recursive: true, force: true });
  return runProcess(process.execPath, [main, 'ingest', config, input, output, '--import', 'tomogram']);
};
const validate = (program: string) => {
  const report = join(directory, 'report.json');
  const options = ['--depth', 'deep', '--jobs', '2', '--format', 'json', '--output', report];
  const usage = runProcess(process.execPath, [program, 'validate', output, ...options]);
  const { looked } = JSON.parse(readFileSync(report, 'utf8')) as {
    looked: { bytesRead: number; bytesListed: number };
  };
  return { ...usage, read: looked.bytesRead / looked.bytesListed };
};
const contestants: [string, () => Usage & { readonly read?: number }][] = [
  ['ingest', ingest],
  ['validate --depth deep', () => validate(main)],
];
const { before } = values;
if (before !== undefined) contestants.push(['validate --depth deep, before', () => validate(before)]);

try {
  mkdirSync(join(input, 'bench', 'tomograms'), { recursive: true });
  writeFileSync(config, depositionConfig('bench'));
  writeVolume(join(input, 'bench', 'tomograms', 'noise.mrc'), {
    shape: [256, 1024, 1024],
    sampleType: 'float32',
  });
  const all = contestants.map(() => [] as (Usage & { readonly read?: number })[]);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, [, run]] of contestants.entries()) all[index]?.push(run());
  }
  console.log('| process | wall s | CPU s | peak MiB | bytes read ÷ tree |');
  console.log('|---|---|---|---|---|');
  for (const [index, [name]] of contestants.entries()) {
    const runs = all[index] ?? [];
    const [wall, cpu] = [median(runs.map((run) => run.wall)), median(runs.map((run) => run.cpu))];
    const peak = Math.max(...runs.map((run) => run.peak));
    const read = runs[0]?.read?.toFixed(3) ?? '';
    console.log(`| ${name} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} | ${read} |`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
