import { inTurn } from '../../base/collections.js';
import { madeAgain } from '../../base/issue.js';
import { mergeJson } from '../../base/json-value.js';
import type { Item } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { photoSource } from '../../deposition/photo-source.js';
import { checkColumns } from '../../deposition/side-cars.js';
import { storageOf } from '../../deposition/source-files.js';
import { refuseErrors } from '../../deposition/source-rules/rule.js';
import { ForwardingStorage, type Mutation } from '../../storage/forwarding-storage.js';
import type { Storage } from '../../storage/storage.js';
import { entities } from '../../tree/entities/entity-type.js';
import type { IngestContext } from '../context.js';
import { hasData, type Importer, metadataPath } from '../importer.js';
import { finishedData, obsoleteForms } from '../publish/finished-data.js';
import { publishDocument, stampMetadata, withoutMissingReferences } from '../publish/publish-document.js';
import { reconcile, removeObsolete } from '../publish/reconcile.js';
import type { ItemRecord } from './events.js';
import type { ItemLog } from './item-log.js';

/**
 * Writes the data of an item, if it has any, they are not from the output, and its type was selected. Data that the
 * ledger lists as finished are kept.
 */
export async function importItem(importer: Importer, item: Item, log: ItemLog, context: IngestContext) {
  if (item.origin === 'output') {
    log.status = 'referenced';
    return;
  }
  if (!hasData(importer) || !context.options.importTypes.has(item.type)) return;
  // Objects were looked at when they were listed, and are asked for again before their data appear.
  const checkFiles = async () => {
    if (!context.input.flat) await context.checkSources(item);
  };
  await checkFiles();
  log.sources = await describeSources(item, context);
  const outputs = await importer.outputs(item, context);
  context.claims.claim(item, outputs);
  context.claims.claimIdentity(item);
  log.outputs(outputs);
  const finished = await finishedData(importer, item, outputs, context);
  if (finished?.isKept) {
    log.isUnchanged = true;
    return;
  }
  if (finished?.madeAgain != null) log.notes.push(`${madeAgain}${finished.madeAgain}`);
  for (const { path } of await obsoleteForms(importer, item, outputs, context))
    await removeObsolete(item, [path], context);
  const output = new CheckedOutput(context.output, () => context.checkSources(item));
  const report = (done: number, total: number) => log.progress(done, total);
  const result = await importer.importData(item, { ...context, output }, { report });
  await checkFiles();
  if (result.unchanged === true) log.isUnchanged = true;
  else if (outputs.length > 0 && result.skipped !== true) log.wrote(result.bytesWritten);
  log.notes.push(...(result.notes ?? []));
  for (const warning of result.warnings ?? []) log.warn(warning);
  log.issues(result.issues ?? []);
  if (result.skipped) {
    await reconcile(item, [], context);
    log.status = 'skipped';
  } else await finished?.note();
}

/**
 * Writes the metadata file of an item: the metadata of the configuration with those of the importer. Paths that the
 * output lacks become null. A file that is up to date stays.
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
  context.claims.claim(item, [{ path, from: null }]);
  context.claims.claimIdentity(item);
  await context.checkSources(item);
  const described = mergeJson(configuredMetadata(item, context), added);
  const merged = await withoutMissingReferences(item, described, context);
  log.metadata = path;
  const isNew = await publishDocument(path, stampMetadata(merged, item, context), context);
  if (isNew === null) log.isUnchanged = true;
  else log.wrote(isNew);
  if (!context.options.importTypes.has(item.type)) return;
  const named =
    importer.named === undefined
      ? [path, ...((await importer.outputs?.(item, context)) ?? []).map((output) => output.path)]
      : await importer.named(item, merged, context);
  if (named !== null) await reconcile(item, named, context);
}

/** Deletes the metadata file of a failed item if its data were changed. */
export async function withdrawFailed(importer: Importer, item: Item, context: IngestContext): Promise<void> {
  if (context.options.dryRun || context.recorder?.hasWritten !== true) return;
  const path = metadataPath(importer, item, context);
  if (path !== null && (await context.output.stat(path)) !== null) await context.output.delete(path);
}

/** Returns the source files of an item for the report, with the sizes of plain files. */
export async function describeSources(item: Item, context: IngestContext): Promise<ItemRecord['sources']> {
  const storage = storageOf(item, context);
  // A table that runs share is read for the first of them only.
  if (item.origin !== 'output') context.traces?.read(...item.files);
  const photo = item.files.length === 0 ? photoSource(item, context) : null;
  if (photo !== null) return [{ path: photo.location, bytes: null }];
  return inTurn(item.files, async (file) => ({
    path: storage.location(file),
    bytes: await context.fileSize(item, file),
  }));
}

/**
 * Plans an item without writing: its sources and outputs with their sizes. The metadata are computed and discarded, so
 * that their errors appear in the dry run.
 */
export async function planItem(importer: Importer, item: Item, log: ItemLog, context: IngestContext) {
  log.status = item.origin === 'output' ? 'referenced' : 'planned';
  log.sources = await describeSources(item, context);
  if (item.origin === 'output') return;
  context.claims.claimIdentity(item);
  if (hasData(importer) && context.options.importTypes.has(item.type)) {
    const outputs = await importer.outputs(item, context);
    context.claims.claim(item, outputs);
    log.outputs(outputs);
    log.removed = await obsoleteForms(importer, item, outputs, context);
    if (context.options.sizesOnly === true) return;
    const { notes = [], warnings = [], issues = [], skipped } = (await importer.check?.(item, context)) ?? {};
    log.notes.push(...notes);
    for (const warning of warnings) log.warn(warning);
    log.issues(issues);
    if (skipped) {
      log.status = 'skipped';
      return;
    }
  }
  const hasMetadata = context.options.metadataTypes.has(item.type);
  const isReference = entities[item.type].refersWithoutMetadata === true && item.entry?.metadata == null;
  if (!hasMetadata || isReference) return;
  const added = await importer.metadata?.(item, context);
  if (added === undefined || (added === null && item.files.length === 0)) return;
  const path = metadataPath(importer, item, context);
  if (path !== null) log.metadata = path;
}

/**
 * Compares the sources of an item with the configuration and with its neighbours before anything is written. Fails with
 * a Contradiction if they disagree in facts that must agree.
 */
export async function checkItem(item: Item, log: ItemLog, context: IngestContext): Promise<void> {
  const { importTypes, metadataTypes, sizesOnly } = context.options;
  if (sizesOnly === true) return;
  if (!importTypes.has(item.type) && !metadataTypes.has(item.type)) return;
  if (metadataTypes.has(item.type)) checkColumns(item, context);
  log.issues(refuseErrors(await context.checks.ofItem(item)));
}

/**
 * A view of the output that calls `check` before a file or directory appears under its name, and fails if
 * `check` does. Copies are not checked: `copyFrom` compares the source itself.
 */
export class CheckedOutput extends ForwardingStorage {
  readonly #check: () => Promise<void>;

  constructor(output: Storage, check: () => Promise<void>) {
    super(output);
    this.#check = check;
  }

  protected override async mutate<Result>(_key: string, method: Mutation, work: () => Promise<Result>) {
    if (method === 'put' || method === 'createFile') await this.#check();
    return work();
  }

  override async stageDirectory(key: string) {
    const staged = await super.stageDirectory(key);
    // Once, also for what is replaced between the two: after that the directory must not fail to appear.
    let checked: Promise<void> | null = null;
    const afterCheck = async <Result>(work: () => Promise<Result>) => {
      checked ??= this.#check();
      await checked;
      return work();
    };
    return {
      ...staged,
      commit: () => afterCheck(() => staged.commit()),
      withdraw: () => afterCheck(async () => staged.withdraw?.()),
    };
  }
}
