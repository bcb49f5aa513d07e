// What viewer files of a mask take: node dist/bench/masks.js [LENGTH, default 512] [LABELS, default 200] [joined]

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMeshes } from '../test/support/read-meshes.js';
import { maskConfig } from './masks/mask-config.js';
import { paintLabels } from './masks/paint-labels.js';
import { runProcess } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const length = Number(process.argv[2] ?? 512);
const labelCount = Number(process.argv[3] ?? 200);
/** Whether all of them are one label, as in a mask of one kind of object. */
const isJoined = process.argv[4] === 'joined';
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
  console.log('| ingest | wall s | CPU s | peak MiB |');
  console.log('|---|---|---|---|');
  for (const [what, ...options] of [
    ['without viewer files', '--no-precompute'],
    ['with viewer files'],
    ['the mask alone', '--import', 'annotation,annotation_viz'],
  ]) {
    const output = join(directory, 'out');
    if (what !== 'the mask alone') await rm(output, { recursive: true, force: true });
    const { wall, cpu, peak } = runProcess(process.execPath, [
      main,
      'ingest',
      config,
      input,
      output,
      ...options,
    ]);
    console.log(`| ${what} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${peak.toFixed(0)} |`);
  }
  const counts = await showTriangles(join(directory, 'out'));
  runPeer(join(input, 'bench', 'masks', 'noise.mrc'), counts);
} finally {
  await rm(directory, { recursive: true, force: true });
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
