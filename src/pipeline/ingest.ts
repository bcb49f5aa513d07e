import type { Config } from '../config/index.js';
import { directories, otherLayout } from '../layout/index.js';
import { findOnce } from '../sources/find-once.js';
import type { Item } from '../sources/item.js';
import { createKnownTables } from '../sources/known-tables.js';
import { readObjectTable } from '../sources/object-table.js';
import { rememberByOwner, rememberLast } from '../sources/remember.js';
import { readRunMaps } from '../sources/run-maps.js';
import { storageOf } from '../sources/source-files.js';
import { createSourceUsage } from '../sources/source-usage.js';
import type { Storage } from '../storage/index.js';
import { ListingCache } from '../storage/index.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import { KernelPool } from '../volume/kernels/index.js';
import { readVolumeHeader } from '../volume/source/index.js';
import type { IngestContext } from './context.js';
import { readScene } from './convert/key-image/scene.js';
import type { IngestOptions } from './options.js';
import { createClaims } from './publish/claims.js';
import type { Ledger } from './publish/ledger.js';
import type { EventListener } from './walk/events.js';
import { createReportBuilder, type IngestReport } from './walk/ingest-report.js';
import { walk } from './walk/walk.js';

export interface IngestRequest {
  readonly config: Config;
  readonly input: Storage;
  readonly output: Storage;
  readonly engine: VolumeEngine;
  readonly options: IngestOptions;
  /** The time written into metadata and labels. */
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly listener: EventListener;
  /** What earlier ingests finished and need not be done again; null when all is to be made anew. */
  readonly ledger: Ledger | null;
  /** The command's options, for the report. */
  readonly describedOptions: Readonly<Record<string, unknown>>;
}

/**
 * Ingests a deposition. Items that fail are in the report, the others are done all the same; only what concerns
 * the whole (map files that cannot be read) is thrown.
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const { config, input, output, options } = request;
  const report = createReportBuilder({
    config: config.file,
    input: input.url,
    output: output.url,
    options: request.describedOptions,
    started: request.now(),
  });
  const stop = new AbortController();
  const usage = createSourceUsage(config);
  const emit: EventListener = (event) => {
    report.listen(event);
    request.listener(event);
    if (options.failFast && event.kind === 'item-finished' && event.record.status === 'failed') stop.abort();
  };
  const context: IngestContext = {
    config,
    maps: await readRunMaps(config, input, (message) => emit({ kind: 'warning', item: null, message })),
    input,
    output,
    inputListings: new ListingCache(input),
    options,
    engine: request.engine,
    kernels: new KernelPool(),
    claims: createClaims(),
    ledger: request.ledger,
    now: request.now,
    signal: AbortSignal.any([request.signal, stop.signal]),
    emit,
    usage,
    find: (type, parent) => found.find(type, parent),
    forget: (item) => found.forget(item),
    fileSize: (item, key) => fileSizes.of(item, key),
    volumeHeader: (item) => volumeHeaders.of(item, item.files[0] ?? ''),
    objectTable: rememberLast(
      options.concurrency,
      (item) => storageOf(item, context).location(item.files[0] ?? ''),
      (item) => readObjectTable(storageOf(item, context), item.files[0] ?? ''),
    ),
    knownTables: createKnownTables(),
    scene: rememberLast(
      options.concurrency,
      (tomogram) => tomogram,
      (tomogram) => readScene(tomogram, context),
    ),
  };
  const found = findOnce(context);
  const fileSizes = rememberByOwner((item: Item, key: string) => sizeOf(item, key, context));
  const volumeHeaders = rememberByOwner((item: Item, key: string) =>
    readVolumeHeader(storageOf(item, context), key),
  );
  await warnOfOtherLayout(context);
  await walk(context);
  if (!context.signal.aborted && options.filters.size === 0 && options.excludes.size === 0) {
    for (const message of usage.unusedSources()) emit({ kind: 'warning', item: null, message });
  }
  return report.finish({ interrupted: context.signal.aborted });
}

/** Files of the other layout stay beside those that are written, and are no part of what either describes. */
async function warnOfOtherLayout({ output, options: { layout }, emit }: IngestContext): Promise<void> {
  const other = otherLayout(layout);
  const [place = ''] = directories.deposition[other].split('/');
  if ((await output.kind(place)) === null) return;
  const message = `${output.location(place)}: the output holds a tree in the ${other} layout, this ingest writes the ${layout} layout: what is named otherwise stays beside it (--layout ${other} goes on with what is there)`;
  emit({ kind: 'warning', item: null, message });
}

async function sizeOf(item: Item, key: string, context: IngestContext): Promise<number | null> {
  if (item.origin !== 'output') return context.inputListings.size(key);
  return (await context.output.stat(key))?.size ?? null;
}
