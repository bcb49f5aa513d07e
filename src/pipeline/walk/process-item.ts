import { formatJson, mergeJson } from '../../json/index.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { hasData, type Importer, metadataPath } from '../importer.js';
import { checkedOutput } from '../publish/checked-output.js';
import { finishedData } from '../publish/finished-data.js';
import { reconcile } from '../publish/reconcile.js';
import { stampMetadata } from '../publish/stamp-metadata.js';
import { describeSources } from './describe-sources.js';
import { type ItemLog, madeAgain } from './item-log.js';

/**
 * Writes an item's data, where it has any, is not in the output already, and its type was asked for. Data that the ledger
 * knows as finished are kept.
 */
export async function importItem(
  importer: Importer,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  if (item.origin === 'output') {
    log.status('referenced');
    return;
  }
  if (!hasData(importer) || !context.options.importTypes.has(item.type)) return;
  await context.checkSources(item);
  log.sources(await describeSources(item, context));
  const outputs = await importer.outputs(item, context);
  context.claims.claim(item, outputs);
  log.outputs(outputs);
  const finished = await finishedData(importer, item, outputs, context);
  if (finished?.isKept) {
    log.status('kept');
    return;
  }
  if (finished?.madeAgain != null) log.note(`${madeAgain}${finished.madeAgain}`);
  await removeOldMetadata(importer, item, context);
  const output = checkedOutput(context.output, () => context.checkSources(item));
  const result = await importer.importData(item, { ...context, output }, { report: log.progress });
  await context.checkSources(item);
  log.wrote(result.bytesWritten);
  for (const note of result.notes ?? []) log.note(note);
  for (const warning of result.warnings ?? []) log.warn(warning);
  log.issues(result.issues ?? []);
  if (result.skipped) {
    await reconcile(item, [], context);
    log.status('skipped');
  } else await finished?.note();
}

/**
 * In an object store data are replaced object by object, so what describes the old data goes first: killed at any
 * moment, no metadata object describes data that are half overwritten.
 */
async function removeOldMetadata(importer: Importer, item: Item, context: IngestContext): Promise<void> {
  if (!context.output.flat || !context.options.metadataTypes.has(item.type)) return;
  const path = metadataPath(importer, item, context);
  if (path !== null) await context.output.delete(path);
}

/** Writes an item's metadata file: what the config says, with what the item adds. */
export async function writeItemMetadata(
  importer: Importer,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  if (item.origin === 'output' || !context.options.metadataTypes.has(item.type)) return;
  context.signal.throwIfAborted();
  const added = (await importer.metadata?.(item, context)) ?? null;
  const path = added === null ? null : metadataPath(importer, item, context);
  if (added === null || path === null) return;
  context.claims.claim(item, [{ template: 'runMetadata', path, from: null, bytes: null }]);
  const merged = mergeJson(configuredMetadata(item, context), added);
  const bytes = new TextEncoder().encode(formatJson(stampMetadata(merged, item, context)));
  await context.output.put(path, bytes);
  log.metadata(path);
  log.wrote(bytes.length);
  if (!context.options.importTypes.has(item.type)) return;
  const named = await (importer.named?.(item, merged, context) ??
    namedByDefault(importer, item, path, context));
  if (named !== null) await reconcile(item, named, context);
}

async function namedByDefault(
  importer: Importer,
  item: Item,
  metadataPath: string,
  context: IngestContext,
): Promise<string[]> {
  const outputs = (await importer.outputs?.(item, context)) ?? [];
  return [metadataPath, ...outputs.map(({ path }) => path)];
}
