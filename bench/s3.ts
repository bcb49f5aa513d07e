// node dist/bench/s3.js: an ingest of 1 GiB from bucket to bucket, beside a plain copy in one stream through the same server.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStorage } from '../src/storage/index.js';
import { copyTree, moto, openObjectStore } from '../test/support/object-store/index.js';
import { runAsProcess } from '../test/support/run-as-process.js';
import { inTemporaryDirectory } from '../test/support/temporary-directory.js';
import { depositionConfig } from './whole-process/deposition-config.js';
import { runProcess } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const shape = [256, 1024, 1024] as const;
const volume = 'bench/tomograms/noise.mrc';

async function measure(directory: string): Promise<void> {
  const store = await openObjectStore(moto);
  try {
    const bucket = await store.createBucket();
    const place = (name: string) => `s3://${bucket}/${name}`;
    const input = join(directory, 'input');
    const config = join(directory, 'config.yaml');
    mkdirSync(join(input, 'bench', 'tomograms'), { recursive: true });
    writeFileSync(config, depositionConfig('bench'));
    writeVolume(join(input, volume), { shape, sampleType: 'float32' });
    await copyTree(input, place('in'), store.endpoint);

    const megabytes = (shape[0] * shape[1] * shape[2] * 4) / 1e6;
    const copied = await copyInOneStream(place(`in/${volume}`), place('copy'), store.endpoint);
    console.log(`plain copy: ${copied.toFixed(1)} s, ${(megabytes / copied).toFixed(0)} MB/s`);
    const ingest = (output: string, endpoint: string) => [
      ...['ingest', config, place('in'), place(output), '--import', 'tomogram'],
      ...['--quiet', '--endpoint-url', endpoint],
    ];
    const { wall, peak } = runProcess(process.execPath, [main, ...ingest('out', store.endpoint)]);
    console.log(
      `ingest: ${wall.toFixed(1)} s, ${(megabytes / wall).toFixed(0)} MB/s, peak ${peak.toFixed(0)} MiB`,
    );
    await runAsProcess(ingest('counted', store.proxy.endpoint));
    console.log(`requests: ${JSON.stringify(store.proxy.takeCounts())}`);
  } finally {
    await store.close();
  }
}

/** Seconds that a copy takes that reads and writes one piece of 8 MiB after the other. */
async function copyInOneStream(from: string, to: string, endpointUrl: string): Promise<number> {
  const [, directory = '', name = ''] = /^(.*)\/([^/]+)$/.exec(from) ?? [];
  const source = await openStorage(directory, { endpointUrl });
  const target = await openStorage(to, { endpointUrl });
  const start = performance.now();
  const reader = await source.open(name);
  const writer = await target.createFile(name, reader.size);
  const piece = 8 * 1024 * 1024;
  for (let at = 0; at < reader.size; at += piece) await writer.write(at, await reader.read(at, piece));
  await writer.commit();
  const seconds = (performance.now() - start) / 1000;
  await reader.close();
  await source.close();
  await target.close();
  return seconds;
}

if (moto.isInstalled()) await inTemporaryDirectory(measure);
else console.log('moto_server is not installed: apt-get install python3-moto python3-flask-cors');
