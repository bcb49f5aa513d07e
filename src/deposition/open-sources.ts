import { keepNewest } from '../base/collections.js';
import type { KnownTable, KnownTables } from '../formats/points/point.js';
import { ListedInput } from '../storage/listed-input.js';
import { ListingCache, type ListingManner } from '../storage/listing-cache.js';
import { readVolumeHeader } from '../volume/source/volume-formats.js';
import { createSourceChecks } from './check-sources.js';
import { findOnce } from './find-items.js';
import type { Item } from './item.js';
import { rememberByOwner, rememberLast } from './remember.js';
import { readObjectTable, readRunMaps } from './run-tables.js';
import { createSourceUsage, type KnownRuns, knownRunItems, type SourceContext } from './source-context.js';
import { createSourceStamps, storageOf } from './source-files.js';
import { readingRules } from './source-rules/reading.js';
import { SourceTraces, TracedInput } from './source-trace.js';

interface SourceRequest
  extends Pick<SourceContext, 'config' | 'input' | 'output' | 'options' | 'kernels' | 'signal' | 'warn'> {
  /** The runs, if an earlier search found them; they are not searched again. */
  readonly knownRuns?: KnownRuns | null;
  /** The way in which INPUT is listed: by default `by-name` for known runs, else `whole`. */
  readonly listings?: ListingManner;
}

/**
 * Opens a deposition. Fails with a ConfigError for a missing or malformed map file, with a FormatError for one that
 * is not text and with a StorageError for one that cannot be read.
 */
export async function openSources(request: SourceRequest): Promise<SourceContext> {
  const { config, options, warn, knownRuns = null } = request;
  const { listings = knownRuns === null ? 'whole' : 'by-name' } = request;
  const inputListings = new ListingCache(request.input, listings);
  const traces = new SourceTraces();
  const input = request.input.flat
    ? new ListedInput(request.input, inputListings, (key) => traces.read(key))
    : new TracedInput(request.input, traces);
  const untracedInput = request.input.flat ? new ListedInput(request.input, inputListings) : request.input;
  const context: SourceContext = {
    ...{ ...request, input, inputListings, traces, untracedInput },
    warn: (message, about, ...more) => (traces.warnOf(about) ?? warn)(message, about, ...more),
    maps: await readRunMaps(config, input, (message) => warn(message, null, readingRules.config.code)),
    usage: createSourceUsage(config, traces),
    find: (type, parent) => found.find(type, parent),
    forget(item) {
      for (const remembered of [found, fileSizes, stamps, volumeHeaders, checks]) remembered.forget(item);
    },
    async allRuns(dataset) {
      const runs = await (knownRuns === null ? found.find('run', dataset) : allRuns.of(dataset, knownRuns));
      const names = runs.map(({ name }) => name);
      traces.matched('', names);
      return runs;
    },
    fileSize: (item, key) => fileSizes.of(item, key),
    fileFacts: (item, key) => stamps.facts(item, key),
    checkSources: (item) => stamps.check(item),
    checks: {
      ofItem: (item) => checks.ofItem(item),
      ofFacts: (name, facts, item) => checks.ofFacts(name, facts, item),
    },
    volumeHeader: (item) => volumeHeaders.of(item, item.files[0] ?? ''),
    objectTable: rememberLast(
      options.concurrency,
      (item) => storageOf(item, context).location(item.files[0] ?? ''),
      (item) => readObjectTable(storageOf(item, context), item.files[0] ?? ''),
    ),
    knownTables: createKnownTables(),
    decoded: new Map(),
  };
  const checks = createSourceChecks(context);
  const found = findOnce(context, knownRuns);
  const allRuns = rememberByOwner(async (dataset: Item, { all }: KnownRuns) =>
    knownRunItems(all, dataset, config),
  );
  const fileSizes = rememberByOwner(async (item: Item, key: string) => {
    if (item.origin === 'output') return (await context.output.stat(key))?.size ?? null;
    return (await stamps.facts(item, key))?.size ?? inputListings.size(key);
  });
  const stamps = createSourceStamps(context);
  const volumeHeaders = rememberByOwner(async (item: Item, key: string) => {
    await stamps.note(item);
    return readVolumeHeader(storageOf(item, context), key);
  });
  return context;
}

/** Number of remembered tables; each takes a few megabytes at most. */
const mostTables = 8;

/** Creates the memory of where runs are in the tables that were read last. */
export function createKnownTables(): KnownTables {
  const known = new Map<string, KnownTable>();
  return {
    get(table) {
      const facts = known.get(table);
      return facts === undefined ? null : keepNewest(known, table, facts, mostTables);
    },
    set: (table, facts) => keepNewest(known, table, facts, mostTables),
  };
}
