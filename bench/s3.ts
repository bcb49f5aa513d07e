// node dist/bench/s3.js [SECTIONS]: an ingest of 1 GiB (256 sections of 4 MiB, unless told otherwise) from bucket to bucket,
// beside a plain copy in one stream through the same server.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStorage } from '../src/storage/open-storage.js';
import { copyTree } from '../test/support/object-store/copy-tree.js';
import { inTemporaryDirectory } from '../test/support/temporary-directory.js';
import { depositionConfig } from './whole-process/deposition-config.js';
import { runProcess } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const plainServer = fileURLToPath(new URL('./s3/plain-server.js', import.meta.url));
const [sections = '256'] = process.argv.slice(2);
const shape = [Number(sections), 1024, 1024] as const;
const volume = 'bench/tomograms/noise.mrc';

await inTemporaryDirectory(async (directory) => {
  const objects = join(directory, 'objects');
  mkdirSync(objects);
  const server = spawn(process.execPath, [plainServer, objects], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const endpoint = await new Promise<string>((resolve) => {
      server.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    });
    process.env.AWS_ACCESS_KEY_ID = 'any';
    process.env.AWS_SECRET_ACCESS_KEY = 'any';
    await measure(directory, endpoint);
  } finally {
    server.kill();
  }
});

async function measure(directory: string, endpoint: string): Promise<void> {
  const input = join(directory, 'input');
  const config = join(directory, 'config.yaml');
  mkdirSync(join(input, 'bench', 'tomograms'), { recursive: true });
  writeFileSync(config, depositionConfig('bench'));
  writeVolume(join(input, volume), { shape, sampleType: 'float32' });
  await copyTree(input, 's3://bucket/in', endpoint);
  const megabytes = (shape[0] * shape[1] * shape[2] * 4) / 1e6;
  const copied = await copyInOneStream('s3://bucket/in', 's3://bucket/copy', endpoint);
  console.log(`plain copy: ${copied.toFixed(1)} s, ${(megabytes / copied).toFixed(0)} MB/s`);
  await takeCounts(endpoint);
  const ingest = ['ingest', config, 's3://bucket/in', 's3://bucket/out', '--import', 'tomogram', '--quiet'];
  const { wall, peak } = runProcess(process.execPath, [main, ...ingest, '--endpoint-url', endpoint]);
  console.log(
    `ingest: ${wall.toFixed(1)} s, ${(megabytes / wall).toFixed(0)} MB/s, peak ${peak.toFixed(0)} MiB`,
  );
  console.log(`requests: ${await takeCounts(endpoint)}`);
}

async function takeCounts(endpoint: string): Promise<string> {
  return (await fetch(`${endpoint}/-/counts`)).text();
}

/** Seconds that a copy takes that reads and writes one piece of 8 MiB after the other. */
async function copyInOneStream(from: string, to: string, endpointUrl: string): Promise<number> {
  const source = await openStorage(from, { endpointUrl });
  const target = await openStorage(to, { endpointUrl });
  const start = performance.now();
  const reader = await source.open(volume);
  const writer = await target.createFile('copy.mrc', reader.size);
  const piece = 8 * 1024 * 1024;
  for (let at = 0; at < reader.size; at += piece) await writer.write(at, await reader.read(at, piece));
  await writer.commit();
  const seconds = (performance.now() - start) / 1000;
  await reader.close();
  await source.close();
  await target.close();
  return seconds;
}
