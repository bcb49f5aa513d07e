import { madeAgain } from '../../issues/index.js';
import { mergeJson } from '../../json/index.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { hasData, type Importer, metadataPath } from '../importer.js';
import { checkedOutput } from '../publish/checked-output.js';
import { finishedData } from '../publish/finished-data.js';
import { namingWhatIsThere } from '../publish/naming-what-is-there.js';
import { publishDocument } from '../publish/publish-document.js';
import { reconcile } from '../publish/reconcile.js';
import { stampMetadata } from '../publish/stamp-metadata.js';
import { describeSources } from './describe-sources.js';
import type { ItemLog } from './item-log.js';

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
  context.claims.claimIdentity(item);
  log.outputs(outputs);
  const finished = await finishedData(importer, item, outputs, context);
  if (finished?.isKept) {
    log.stays();
    return;
  }
  if (finished?.madeAgain != null) log.note(`${madeAgain}${finished.madeAgain}`);
  const output = checkedOutput(context.output, () => context.checkSources(item));
  const result = await importer.importData(item, { ...context, output }, { report: log.progress });
  await context.checkSources(item);
  if (result.unchanged === true) log.stays();
  else if (outputs.length > 0 && result.skipped !== true) log.wrote(result.bytesWritten);
  for (const note of result.notes ?? []) log.note(note);
  for (const warning of result.warnings ?? []) log.warn(warning);
  log.issues(result.issues ?? []);
  if (result.skipped) {
    await reconcile(item, [], context);
    log.status('skipped');
  } else await finished?.note();
}

/**
 * Writes an item's metadata file: what the config says, with what the item adds, without paths at which the output holds
 * nothing. One that says the same already stays.
 */
export async function writeItemMetadata(
  importer: Importer,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  if (item.origin === 'output' || !context.options.metadataTypes.has(item.type)) return;
  context.signal.throwIfAborted();
  const added = (await importer.metadata?.(item, context)) ?? null;
  const reason = added === null ? (importer.whyNoMetadata?.(item, context) ?? null) : null;
  if (reason !== null) log.warn(reason);
  const path = added === null ? null : metadataPath(importer, item, context);
  if (added === null || path === null) return;
  context.claims.claim(item, [{ template: 'runMetadata', path, from: null, bytes: null }]);
  context.claims.claimIdentity(item);
  await context.checkSources(item);
  const described = mergeJson(configuredMetadata(item, context), added);
  const merged = await namingWhatIsThere(item, described, context);
  log.metadata(path);
  const isNew = await publishDocument(path, stampMetadata(merged, item, context), context);
  if (isNew === null) log.stays();
  else log.wrote(isNew);
  if (!context.options.importTypes.has(item.type)) return;
  const named = await (importer.named?.(item, merged, context) ??
    namedByDefault(importer, item, path, context));
  if (named !== null) await reconcile(item, named, context);
}

/** Metadata of an item that failed go where its data are not as they were. */
export async function withdrawFailed(importer: Importer, item: Item, context: IngestContext): Promise<void> {
  if (context.options.dryRun || context.recorder?.hasWritten !== true) return;
  const path = metadataPath(importer, item, context);
  if (path !== null && (await context.output.stat(path)) !== null) await context.output.delete(path);
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
