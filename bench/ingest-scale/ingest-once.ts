// One ingest in a process of its own: node dist/bench/ingest-scale/ingest-once.js CONFIG INPUT OUTPUT [RUN] [pictures | tomogram]

import { readFile } from 'node:fs/promises';
import { boundGarbage, tuneEngine } from '../../src/commands/process-setup.js';
import { loadConfig } from '../../src/deposition/config/load-config.js';
import type { IngestOptions } from '../../src/pipeline/context.js';
import { ingest } from '../../src/pipeline/ingest.js';
import { formatSummary, NamedItems } from '../../src/report/ingest-summary.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { entityTypes } from '../../src/tree/entities/entity-type.js';
import { createVolumeEngine } from '../../src/volume/engine/create-volume-engine.js';
import { type Calls, countCalls } from './count-calls.js';

// As the program does.
tuneEngine();
boundGarbage();

/** What an ingest took. */
export interface Cost {
  /** Seconds of all that is done: from the start of the ingest to its end. */
  readonly seconds: number;
  /** Seconds of processor time of the whole process. */
  readonly cpu: number;
  /** Bytes. */
  readonly peakMemory: number;
  readonly calls: { readonly input: Calls; readonly output: Calls };
  readonly reportBytes: number;
  readonly written: number;
  readonly failed: number;
}

const [configFile = '', source = '', target = '', run = '', what = ''] = process.argv.slice(2);
const calls: Cost['calls'] = { input: {}, output: {} };
const input = countCalls(await openStorage(source), calls.input);
const output = countCalls(await openStorage(target), calls.output);
const engine = createVolumeEngine({ jobs: 2, memory: 512 * 2 ** 20 });
const partial = run !== '';
// What is made to be looked at takes the same for every tomogram, and most of the time that volumes so small take.
const pictures: readonly string[] = ['key_image', 'viz_config', 'annotation_viz'];
const types = entityTypes.filter((type) => what === 'pictures' || !pictures.includes(type));
const only = partial || what === 'tomogram';
const options: IngestOptions = {
  layout: 'documented',
  binningEdge: 'mean',
  compatible: 'none',
  writeMrc: true,
  writeZarr: true,
  importTypes: new Set(only ? ['tomogram'] : types),
  metadataTypes: new Set(only ? ['tomogram'] : types),
  filters: new Map(partial ? [['run', [new RegExp(run)]]] : []),
  excludes: new Map(),
  contrast: 'gmm',
  httpsPrefix: 'https://host',
  precompute: true,
  dryRun: false,
  failFast: false,
  concurrency: 2,
};
const report = await ingest({
  config: loadConfig(await readFile(configFile), configFile),
  input,
  output,
  engine,
  options,
  now: () => new Date(),
  signal: new AbortController().signal,
  listener: () => {},
  resumeFile: null,
  configDigest: '',
  describedOptions: {},
});
await engine.close();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cost: Cost = {
  seconds: report.seconds,
  cpu: (userCPUTime + systemCPUTime) / 1e6,
  peakMemory: maxRSS * 1024,
  calls,
  reportBytes: JSON.stringify(report, null, 2).length,
  written: report.summary.written,
  failed: report.summary.failed,
};
if (report.summary.failed > 0) {
  const named = new NamedItems();
  for (const record of report.items)
    named.listen({ kind: 'item-finished', item: record, error: null, record });
  process.stderr.write(formatSummary(report, named));
}
process.stdout.write(`${JSON.stringify(cost)}\n`);
