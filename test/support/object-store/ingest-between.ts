import { readFile } from 'node:fs/promises';
import { loadConfig } from '../../../src/deposition/config/load-config.js';
import { ingest } from '../../../src/pipeline/ingest.js';
import type { IngestReport } from '../../../src/pipeline/walk/ingest-report.js';
import { openStorage, type StorageOptions } from '../../../src/storage/open-storage.js';
import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import { usualOptions } from '../usual-options.js';

const now = () => new Date(1_740_000_000_000);
const memory = 1024 ** 3;
const jobs = 2;

/** Ingests as the command does with its defaults, over connections that tests may want to be less patient. */
export async function ingestBetween(
  config: string,
  [from, to]: readonly [from: string, to: string],
  options: StorageOptions,
): Promise<IngestReport> {
  const input = await openStorage(from, { ...options, check: 'source' });
  const output = await openStorage(to, { ...options, check: 'output' });
  const engine = createVolumeEngine({ jobs, memory });
  try {
    return await ingest({
      config: loadConfig(await readFile(config), config),
      input,
      output,
      engine,
      options: { ...usualOptions, concurrency: jobs },
      now,
      signal: new AbortController().signal,
      listener: () => undefined,
      resumeFile: null,
      configDigest: '',
      describedOptions: {},
    });
  } finally {
    await engine.close();
    await output.close();
    await input.close();
  }
}
