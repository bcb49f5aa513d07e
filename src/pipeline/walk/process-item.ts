import { formatJson, mergeJson } from '../../json/index.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import type { Entity } from '../importer.js';
import { finishedData } from '../publish/finished-data.js';
import { stampMetadata } from '../publish/stamp-metadata.js';
import { describeSources } from './describe-sources.js';
import type { ItemLog } from './item-log.js';

/**
 * Writes an item's data, where it has any, is not in the output already, and its type was asked for. Data that the ledger
 * knows as finished are kept.
 */
export async function importItem(
  entity: Entity,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  if (item.origin === 'output') {
    log.status('referenced');
    return;
  }
  if (entity.importData === undefined || !context.options.importTypes.has(item.type)) return;
  log.sources(await describeSources(item, context));
  const outputs = await entity.outputs(item, context);
  context.claims.claim(item, outputs);
  log.outputs(outputs);
  const finished = await finishedData(entity, item, outputs, context);
  if (finished?.isKept) {
    log.status('kept');
    return;
  }
  await removeOldMetadata(entity, item, context);
  const result = await entity.importData(item, context, { report: log.progress });
  log.wrote(result.bytesWritten);
  for (const note of result.notes ?? []) log.note(note);
  for (const warning of result.warnings ?? []) log.warn(warning);
  if (result.skipped) log.status('skipped');
  else await finished?.note();
}

/**
 * In an object store data are replaced object by object, so what describes the old data goes first: killed at any
 * moment, no metadata object describes data that are half overwritten.
 */
async function removeOldMetadata(entity: Entity, item: Item, context: IngestContext): Promise<void> {
  if (!context.output.flat || entity.metadata === undefined || entity.metadataPath === undefined) return;
  if (!context.options.metadataTypes.has(item.type)) return;
  await context.output.delete(entity.metadataPath(item, context));
}

/** Writes an item's metadata file: what the config says, with what the item adds. */
export async function writeItemMetadata(
  entity: Entity,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  if (item.origin === 'output' || entity.metadata === undefined || entity.metadataPath === undefined) return;
  if (!context.options.metadataTypes.has(item.type)) return;
  context.signal.throwIfAborted();
  const added = await entity.metadata(item, context);
  if (added === null) return;
  const path = entity.metadataPath(item, context);
  context.claims.claim(item, [{ slot: 'runMetadata', path, from: null, bytes: null }]);
  const merged = mergeJson(configuredMetadata(item, context), added);
  const bytes = new TextEncoder().encode(formatJson(stampMetadata(merged, item, context)));
  await context.output.put(path, bytes);
  log.metadata(path);
  log.wrote(bytes.length);
  if (context.options.importTypes.has(item.type)) await entity.tidy?.(item, merged, context);
}
