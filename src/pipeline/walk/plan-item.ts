import { entities } from '../../entities/index.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { hasData, type Importer, metadataPath } from '../importer.js';
import { describeSources } from './describe-sources.js';
import type { ItemLog } from './item-log.js';

/**
 * What an ingest would do for an item: its sources and outputs with their sizes; writes nothing. Metadata are made
 * and thrown away, so that what would fail for them fails here.
 */
export async function planItem(
  importer: Importer,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  log.status(item.origin === 'output' ? 'referenced' : 'planned');
  log.sources(await describeSources(item, context));
  if (item.origin === 'output') return;
  context.claims.claimIdentity(item);
  if (hasData(importer) && context.options.importTypes.has(item.type)) {
    const outputs = await importer.outputs(item, context);
    context.claims.claim(item, outputs);
    log.outputs(outputs);
    if (context.options.sizesOnly === true) return;
    const { notes = [], warnings = [], issues = [], skipped } = (await importer.check?.(item, context)) ?? {};
    for (const note of notes) log.note(note);
    for (const warning of warnings) log.warn(warning);
    log.issues(issues);
    if (skipped) {
      log.status('skipped');
      return;
    }
  }
  const hasMetadata = context.options.metadataTypes.has(item.type);
  const isReference = entities[item.type].refersWithoutMetadata === true && item.entry?.metadata == null;
  if (!hasMetadata || isReference) return;
  const added = await importer.metadata?.(item, context);
  if (added === undefined || (added === null && item.files.length === 0)) return;
  const path = metadataPath(importer, item, context);
  if (path !== null) log.metadata(path);
}
