// What viewer files of a mask take: node dist/bench/masks.js [LENGTH, default 512] [LABELS, default 200] [joined]
//   [--rounds N, default 1] [--before CHECKOUT, which takes part in turns]

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readMeshes } from '../test/support/read-meshes.js';
import { maskConfig } from './masks/mask-config.js';
import { paintLabels } from './masks/paint-labels.js';
import { type Contestant, inTurns, type Outcome } from './whole-process/in-turns.js';
import { runProcess } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '1' }, before: { type: 'string' } },
  allowPositionals: true,
});
const length = Number(positionals[0] ?? 512);
const labelCount = Number(positionals[1] ?? 200);
/** Whether all of them are one label, as in a mask of one kind of object. */
const isJoined = positionals[2] === 'joined';
const directory = await mkdtemp(join(tmpdir(), 'masks-'));

try {
  const [config, input] = [join(directory, 'config.yaml'), join(directory, 'in')];
  await mkdir(join(input, 'bench', 'tomograms'), { recursive: true });
  await mkdir(join(input, 'bench', 'masks'));
  await writeFile(config, maskConfig('bench'));
  writeVolume(join(input, 'bench', 'tomograms', 'noise.mrc'), {
    shape: [length, length, length],
    sampleType: 'int8',
  });
  writeMask(join(input, 'bench', 'masks', 'noise.mrc'));
  const output = join(directory, 'out');
  const ingest = (program: string, options: readonly string[]) =>
    runProcess(process.execPath, [program, 'ingest', config, input, output, '--jobs', '2', ...options]);
  console.log('| ingest | wall s | CPU s | peak MiB | wall ÷ first |');
  console.log('|---|---|---|---|---|');
  for (const [what, ...options] of [['without viewer files', '--no-precompute'], ['with viewer files']]) {
    const contestant = (name: string, program: string): Contestant => ({
      name,
      run() {
        rmSync(output, { recursive: true, force: true });
        return ingest(program, options);
      },
    });
    const contestants = [contestant(what ?? '', main)];
    if (values.before !== undefined) {
      contestants.push(contestant(`${what}, before`, join(values.before, 'dist/bin/main.js')));
    }
    for (const outcome of inTurns(contestants, Number(values.rounds))) showRow(outcome);
  }
  rmSync(output, { recursive: true, force: true });
  ingest(main, ['--no-precompute']);
  const alone = {
    name: 'the mask alone',
    run: () => ingest(main, ['--import', 'annotation,annotation_viz']),
  };
  for (const outcome of inTurns([alone], 1)) showRow(outcome);
  const counts = await showTriangles(join(directory, 'out'));
  runPeer(join(input, 'bench', 'masks', 'noise.mrc'), counts);
} finally {
  await rm(directory, { recursive: true, force: true });
}

function showRow({ name, wall, cpu, peak, ratio }: Outcome): void {
  const cells = [name, wall.toFixed(1), cpu.toFixed(1), peak.toFixed(0), ratio.toFixed(2)];
  console.log(`| ${cells.join(' | ')} |`);
}

/** The header that noise of the same size has, with the labels behind it. */
function writeMask(path: string): void {
  writeVolume(path, { shape: [length, length, length], sampleType: 'int16' });
  const labels = paintLabels(length, labelCount, 1);
  if (isJoined) for (const [at, label] of labels.entries()) if (label > 1) labels[at] = 1;
  const bytes = new Uint8Array(labels.buffer);
  const file = openSync(path, 'r+');
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, Math.min(bytes.length - done, 2 ** 26), 1024 + done);
    }
  } finally {
    closeSync(file);
  }
}

async function showTriangles(tree: string): Promise<readonly number[]> {
  const info = (await readdir(tree, { recursive: true })).find((path) => path.endsWith('mesh/info'));
  if (info === undefined) throw new Error('no meshes were written');
  const counts: number[] = [];
  let labels = 0;
  for (const { levels } of await readMeshes(join(tree, info.replace(/\/info$/, '')))) {
    labels += 1;
    for (const [level, { triangles }] of levels.entries()) {
      counts[level] = (counts[level] ?? 0) + triangles.length / 3;
    }
  }
  console.log(`\n${labels} labels; triangles by level of detail, finest first: ${counts.join(', ')}`);
  return counts;
}

/** The same surfaces with as many triangles by VTK, on one thread; where python3-vtk9 is installed. */
function runPeer(mask: string, triangles: readonly number[]): void {
  const script = fileURLToPath(new URL('../../bench/masks/vtk_surfaces.py', import.meta.url));
  if (spawnSync('/usr/bin/python3', ['-c', 'import vtkmodules']).status !== 0) return;
  console.log('\n| VTK | wall s | CPU s | peak MiB |');
  console.log('|---|---|---|---|');
  for (const method of ['surface-nets', 'flying-edges']) {
    const { wall, cpu, peak } = runProcess('/usr/bin/python3', [
      script,
      mask,
      method,
      ...triangles.map(String),
    ]);
    console.log(`| ${method} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${peak.toFixed(0)} |`);
  }
}
