// What a deep validation reads and takes beside the ingest: node dist/bench/deep.js [--rounds N] [--before CHECKOUT] [--directory DIR]
// CHECKOUT: another one, built, whose program validates in turns. Ends with 1 where a limit is exceeded.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { memoryPlace } from './memory-place.js';
import { depositionConfig } from './whole-process/deposition-config.js';
import { type Contestant, inTurns } from './whole-process/in-turns.js';
import { runProcess, type Usage } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    before: { type: 'string' },
    directory: { type: 'string', default: memoryPlace },
  },
});
const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const directory = mkdtempSync(join(values.directory, 'deep-'));
const [config, input, output] = ['config.yaml', 'input', 'output'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
];

/** A tree in which nothing is missing, so that nothing is found in it. */
const metadata = 'deposition,dataset,run,voxel_spacing,alignment,tomogram';

const ingest = () => {
  rmSync(output, { recursive: true, force: true });
  return runProcess(process.execPath, [
    main,
    'ingest',
    config,
    input,
    output,
    '--import',
    'tomogram',
    '--metadata',
    metadata,
    '--jobs',
    '2',
  ]);
};
const validate = (program: string, ...expected: readonly number[]) => {
  const report = join(directory, 'report.json');
  const options = ['--depth', 'deep', '--jobs', '2', '--format', 'json', '--output', report];
  const usage = runProcess(process.execPath, [program, 'validate', output, ...options], ...expected);
  const { looked } = JSON.parse(readFileSync(report, 'utf8')) as {
    looked: { bytesRead: number; bytesListed: number };
  };
  return { ...usage, read: looked.bytesRead / looked.bytesListed };
};
type Taken = Usage & { readonly read?: number };
const contestants: Contestant<Taken>[] = [
  { name: 'ingest', run: ingest },
  { name: 'validate --depth deep', run: () => validate(main) },
];
const { before } = values;
// Another version may find something in a tree of this one.
if (before !== undefined)
  contestants.push({
    name: 'validate --depth deep, before',
    run: () => validate(join(before, 'dist/bin/main.js'), 0, 1),
  });

/** What a deep validation may take: little more than the tree, the time of its ingest, and the memory it is given. */
function judge(read: number, ratio: number, peak: number): void {
  const exceeded = [
    ...(read > 1.02 ? ['reads more than 1.02 times the tree'] : []),
    ...(ratio > 1 ? ['takes longer than the ingest'] : []),
    ...(peak > 512 ? ['takes more than 512 MiB'] : []),
  ];
  if (exceeded.length === 0) return;
  console.error(`validate --depth deep ${exceeded.join(', ')}`);
  process.exitCode = 1;
}

try {
  mkdirSync(join(input, 'bench', 'tomograms'), { recursive: true });
  writeFileSync(config, depositionConfig('bench'));
  writeVolume(join(input, 'bench', 'tomograms', 'noise.mrc'), {
    shape: [256, 1024, 1024],
    sampleType: 'float32',
  });
  // A tree is there to be validated, whoever is first.
  ingest();
  console.log('| process | wall s | CPU s | peak MiB | bytes read ÷ tree | wall ÷ ingest |');
  console.log('|---|---|---|---|---|---|');
  for (const [index, { name, runs, wall, cpu, ratio }] of inTurns(
    contestants,
    Number(values.rounds),
  ).entries()) {
    const peak = Math.max(...runs.map((run) => run.peak));
    const read = runs[0]?.read;
    const cells = [
      name,
      wall.toFixed(2),
      cpu.toFixed(2),
      peak.toFixed(0),
      read?.toFixed(3) ?? '',
      ratio.toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    if (index === 1) judge(read ?? Number.NaN, ratio, peak);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
