import type { Config } from '../config/index.js';
import type { Storage } from '../storage/index.js';
import { ListingCache } from '../storage/index.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import { readVolumeHeader } from '../volume/source/index.js';
import type { VolumeHeader } from '../volume/volume.js';
import { createClaims } from './claims.js';
import type { IngestContext } from './context.js';
import { entities } from './entities/index.js';
import type { EntityType } from './entity-type.js';
import type { EventListener } from './events.js';
import { findItems } from './find-items.js';
import { type IdentifierBook, openIdentifierBook } from './identifiers.js';
import { createReportBuilder, type IngestReport } from './ingest-report.js';
import type { Item } from './item.js';
import { readScene, type Scene } from './key-image/scene.js';
import type { IngestOptions } from './options.js';
import { readRunMaps } from './run-maps.js';
import { storageOf } from './source-files.js';
import { createSourceUsage } from './source-usage.js';
import { walk } from './walk.js';

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
    maps: await readRunMaps(config, input),
    input,
    output,
    inputListings: new ListingCache(input),
    options,
    engine: request.engine,
    claims: createClaims(),
    now: request.now,
    signal: AbortSignal.any([request.signal, stop.signal]),
    emit,
    usage,
    find: (type, parent) => find(type, parent),
    volumeHeader: rememberByItem((item) => readVolumeHeader(storageOf(item, context), item.files[0] ?? '')),
    scene: rememberLast(options.concurrency, (tomogram) => readScene(tomogram, context)),
  };
  const find = createFind(context);
  await walk(context);
  if (!context.signal.aborted && options.filters.size === 0 && options.excludes.size === 0) {
    for (const message of usage.unusedSources()) emit({ kind: 'warning', item: null, message });
  }
  return report.finish({ interrupted: context.signal.aborted });
}

/** Searches once for each parent and type; items are forgotten with their parent. */
function createFind(context: IngestContext): IngestContext['find'] {
  const root = {};
  const found = new WeakMap<object, Map<EntityType, Promise<readonly Item[]>>>();
  const books = new WeakMap<Item, Map<EntityType, Promise<IdentifierBook>>>();
  return (type, parent) =>
    remember(found, parent ?? root, type, () => {
      const entity = entities.get(type);
      if (entity === undefined) return Promise.resolve([]);
      return findItems(entity, parent, context, (container) =>
        remember(books, container, type, async () => {
          if (entity.identity === undefined) throw new Error(`${type} has no identifiers`);
          return openIdentifierBook(entity.identity, container, context);
        }),
      );
    });
}

function remember<Owner extends object, Key, Value>(
  known: WeakMap<Owner, Map<Key, Promise<Value>>>,
  owner: Owner,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const values = known.get(owner) ?? new Map<Key, Promise<Value>>();
  known.set(owner, values);
  const before = values.get(key);
  if (before !== undefined) return before;
  const value = make();
  values.set(key, value);
  return value;
}

function rememberByItem(read: (item: Item) => Promise<VolumeHeader>): IngestContext['volumeHeader'] {
  const headers = new WeakMap<Item, Promise<VolumeHeader>>();
  return (item) => {
    const before = headers.get(item);
    if (before !== undefined) return before;
    const header = read(item);
    headers.set(item, header);
    return header;
  };
}

/** Scenes are large: as many are kept as there are runs at a time. */
function rememberLast(count: number, read: (item: Item) => Promise<Scene>): IngestContext['scene'] {
  const scenes = new Map<Item, Promise<Scene>>();
  return (item) => {
    const before = scenes.get(item);
    if (before !== undefined) return before;
    const scene = read(item);
    scenes.set(item, scene);
    for (const oldest of scenes.keys()) {
      if (scenes.size <= count) break;
      scenes.delete(oldest);
    }
    return scene;
  };
}
