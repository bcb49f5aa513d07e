import type { JsonObject } from '../../../src/base/json-value.js';
import type { Config, ConfigEntry, ConfigSource, Finder } from '../../../src/deposition/config/config.js';
import { createKnownTables } from '../../../src/deposition/open-sources.js';
import { readObjectTable } from '../../../src/deposition/run-tables.js';
import { createSourceUsage } from '../../../src/deposition/source-context.js';
import { storageOf } from '../../../src/deposition/source-files.js';
import {
  type IngestContext,
  type IngestOptions,
  ObjectCounts,
  VolumePreviews,
} from '../../../src/pipeline/context.js';
import { lineWork } from '../../../src/pipeline/convert/line-work.js';
import { Claims } from '../../../src/pipeline/publish/claims.js';
import type { IngestEvent } from '../../../src/pipeline/walk/events.js';
import { Failures } from '../../../src/pipeline/walk/failures.js';
import { labelOf } from '../../../src/pipeline/walk/item-log.js';
import { sectionNames } from '../../../src/tree/entities/entity-type.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';
import { MemoryStorage } from './memory-storage.js';

const location = { file: 'config.yaml', line: 7, keyPath: 'tomograms[0]' };

export function makeSource(changes: Partial<ConfigSource> = {}): ConfigSource {
  const finder: Finder = { kind: 'literal', value: ['a'] };
  return { finder, parentFilters: { include: {}, exclude: {} }, exclude: [], location, ...changes };
}

export function makeEntry(metadata: JsonObject | null, sources: readonly ConfigSource[] = []): ConfigEntry {
  return { metadata, sources, location };
}

export function makeConfig(sections: Partial<Config['sections']> = {}): Config {
  const empty = Object.fromEntries(sectionNames.map((name) => [name, []])) as unknown as Config['sections'];
  return {
    file: 'config.yaml',
    digest: '',
    standardization: {
      sourcePrefix: 'dep',
      runDataMapFile: 'runs.tsv',
      runToTomoMapCsv: null,
      runToFrameMapCsv: null,
      runToTsMapCsv: null,
    },
    sections: { ...empty, ...sections },
  };
}

const options: IngestOptions = {
  layout: 'documented',
  binningEdge: 'mean',
  compatible: 'none',
  writeMrc: true,
  writeZarr: true,
  importTypes: new Set(),
  metadataTypes: new Set(),
  filters: new Map(),
  excludes: new Map(),
  contrast: 'gmm',
  httpsPrefix: 'https://host',
  precompute: true,
  dryRun: false,
  failFast: false,
  concurrency: 1,
};

/** A run's row of the data map. */
export function makeRow(runName: string, columns: Readonly<Record<string, string | null>>) {
  return { runName, line: 2, columns: new Map(Object.entries({ run_name: runName, ...columns })) };
}

/** A context with storages in memory and the events it was told; searches find nothing, changed as told. */
export function makeContext(
  changes: Partial<Omit<IngestContext, 'options'>> & { readonly options?: Partial<IngestOptions> } = {},
): IngestContext & { readonly events: IngestEvent[] } {
  const events: IngestEvent[] = [];
  const config = changes.config ?? makeConfig();
  const unused = (name: string) => (): never => {
    throw new Error(`the test has no ${name}`);
  };
  const context: IngestContext & { readonly events: IngestEvent[] } = {
    events,
    maps: { rows: null, tomograms: null, frames: null, tiltSeries: null },
    configDigest: '',
    input: new MemoryStorage('in'),
    output: new MemoryStorage('out'),
    inputListings: {} as IngestContext['inputListings'],
    engine: {} as IngestContext['engine'],
    kernels: new KernelPool(),
    claims: new Claims(),
    resumeFile: null,
    treeLedger: null,
    recorder: null,
    published: null,
    failures: new Failures(),
    now: () => new Date(0),
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    warn: (message, about) =>
      events.push({ kind: 'warning', item: about === null ? null : labelOf(about), message }),
    usage: createSourceUsage(config),
    find: async () => [],
    forget: () => undefined,
    allRuns: async () => [],
    fileSize: async (item, key) => (await storageOf(item, context).stat(key))?.size ?? null,
    fileFacts: async () => null,
    checkSources: async () => undefined,
    checks: { ofItem: async () => [], ofFacts: () => [] },
    objectTable: (item) => readObjectTable(storageOf(item, context), item.files[0] ?? ''),
    knownTables: createKnownTables(),
    decoded: new Map(),
    volumeHeader: unused('volume header'),
    lines: lineWork(new KernelPool()),
    objectCounts: new ObjectCounts(),
    previews: new VolumePreviews(),
    scene: unused('scene'),
    ...changes,
    config,
    options: { ...options, ...changes.options },
  };
  return context;
}
