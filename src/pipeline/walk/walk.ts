import pLimit from 'p-limit';
import { inTurn } from '../../base/collections.js';
import { CryoetError, ifReadable, NotReachedError } from '../../base/errors.js';
import { describeItem, type Item, itemDirectory } from '../../deposition/item.js';
import { refuseImpossibleName, refuseReservedName } from '../../deposition/run-names.js';
import { childTypes, type EntityType, entities } from '../../tree/entities/entity-type.js';
import { ingestedRuns } from '../../tree/ledger.js';
import { runPlace } from '../../tree/units.js';
import { type IngestContext, isSelected } from '../context.js';
import { importers } from '../importers/importers.js';
import { defaultTimes, type Lease, takeLease } from '../publish/lease.js';
import { completeReferences } from '../publish/publish-document.js';
import { removeLeftovers, reportDangling } from '../publish/reconcile.js';
import { RunWitness, tracesOf, unchangedRun } from '../publish/unchanged-run.js';
import type { UnchangedRun } from '../publish/unit-ledger.js';
import type { EventListener } from './events.js';
import {
  findOrReport,
  isGathered,
  isLeftToFinish,
  isPassedThrough,
  searchItem,
  warnOfStrayRows,
} from './find-items.js';
import { gatherRuns } from './gather-runs.js';
import { createRunReport } from './ingest-report.js';
import { failItem, ItemLog, labelOf, warnBy } from './item-log.js';
import {
  checkItem,
  describeSources,
  importItem,
  planItem,
  withdrawFailed,
  writeItemMetadata,
} from './process-item.js';

/**
 * Ingests a deposition depth first: the data of an item, then its children, then its metadata, so that the metadata
 * file of an item is written last. A failed item does not stop the others, unless asked to.
 */
export async function walk(context: IngestContext): Promise<void> {
  const runs = new Set<string>();
  const emit: EventListener = (event) => {
    if (event.kind === 'runs-found') for (const run of event.runs) runs.add(run);
    context.emit(event);
  };
  for (const type of childTypes(null, 'usual')) await visitChildren(type, null, { ...context, emit });
  warnOfStrayRows(runs, context);
}

/** Runs of a bucket that are looked at in advance: each takes three requests and little memory. */
const looksAtOnce = 16;

/** The remaining steps of an item after its siblings. */
type Rest = () => Promise<void>;

/** Visits the items of a type below a parent. Returns the steps of items that are described after their siblings. */
async function visitChildren(type: EntityType, parent: Item | null, context: IngestContext) {
  if (context.signal.aborted || isLeftToFinish(type, context)) return [];
  const items = await findOrReport(type, parent, context);
  const { counted } = entities[type].walk ?? {};
  const names = items.map(({ name }) => name);
  if (counted === 'datasets') context.emit({ kind: 'datasets-found', datasets: names });
  if (counted === 'runs') context.emit({ kind: 'runs-found', dataset: datasetOf(parent), runs: names });
  if (isGathered(type, context)) {
    await gatherRuns(items, context);
    return [];
  }
  if (isPassedThrough(type, context)) {
    for (const item of items) await passThrough(item, context);
    return [];
  }
  const importer = importers[type];
  const isImported = !context.options.dryRun && context.options.importTypes.has(type);
  // A failure is reported, and the items are tried all the same.
  if (isImported && items.length > 0 && parent !== null)
    await importer
      .prepare?.(parent, context)
      .catch((error) => failItem(searchItem(type, parent), error, context));
  if (entities[type].walk?.concurrent === true) {
    const { concurrency } = context.options;
    const limit = pLimit(concurrency);
    // A disk answers at once, and runs stay in their order.
    const looks = context.output.flat ? Math.max(concurrency, looksAtOnce) : concurrency;
    const isTraced = tracesOf(context) !== null;
    const list = () => ingestedRuns(context.output, datasetOf(parent), names);
    const ingested = isTraced ? await ifReadable(list) : null;
    const left = items.values();
    const lookAtNext = async () => {
      for (const item of left) {
        const isNew = ingested?.has(item.name) === false;
        if (isNew || !(await isAsItWas(item, context))) await limit(() => visitOne(item, context, isNew));
      }
    };
    await Promise.all(Array.from({ length: looks }, lookAtNext));
    return [];
  }
  for (const item of items) {
    for (const child of childTypes(type, 'early')) await visitChildren(child, item, context);
  }
  return (await inTurn(items, (item) => visit(item, context))).flat();
}

/** Visits the children of an item that is left to the finish, which also reports it if its name is invalid. */
async function passThrough(item: Item, context: IngestContext): Promise<void> {
  try {
    refuseReservedName(item);
    refuseImpossibleName(item);
  } catch (error) {
    if (error instanceof CryoetError) return;
    throw error;
  }
  for (const child of childTypes(item.type, 'usual')) await visitChildren(child, item, context);
}

function datasetOf(item: Item | null): string {
  return (item === null ? null : labelOf(item).dataset) ?? '';
}

/** Visits a run, one of several at once, and frees what only it needed, so that memory stays bounded. */
async function visitOne(item: Item, context: IngestContext, isNew: boolean): Promise<void> {
  if (context.signal.aborted) {
    await failItem(item, null, context);
    return;
  }
  const place = { dataset: datasetOf(item), run: item.name };
  context.emit({ kind: 'run-started', ...place });
  try {
    refuseImpossibleName(item);
  } catch (error) {
    await failItem(item, error, context);
    context.emit({ kind: 'run-finished', ...place });
    return;
  }
  await withLease(item, context, isNew, async (held) => {
    await visit(item, held);
    if (!held.signal.aborted) await finishReferences(item, held);
  });
  // Its references were found once more.
  context.forget(item);
  if (!context.signal.aborted) context.emit({ kind: 'run-finished', ...place });
}

/** Reports a run again that did not change since an earlier ingest. */
async function isAsItWas(run: Item, context: IngestContext): Promise<boolean> {
  const traces = tracesOf(context);
  if (traces === null || context.signal.aborted) return false;
  const dataset = datasetOf(run);
  // Whatever cannot be read is reported by the ingest of the run.
  const state = await ifReadable(() => unchangedRun(run, dataset, context));
  context.published?.forget(runPlace(dataset, run.name).directory);
  if (state === null) return false;
  context.usage.again(state);
  context.emit({ kind: 'run-started', dataset, run: run.name });
  for (const event of state.events) context.emit(event);
  context.emit({ kind: 'run-finished', dataset, run: run.name });
  context.inputListings.nextRound();
  return true;
}

/** Completes and checks the paths in the metadata of a finished run. */
async function finishReferences(run: Item, context: IngestContext): Promise<void> {
  try {
    await context.published?.settle(itemDirectory(run, context.options.layout) ?? '');
    await completeReferences(run, context);
    await reportDangling(run, context);
  } catch (error) {
    await failItem(run, error, context);
  }
}

/**
 * Runs `work` while this ingest holds the lease of a run. A run that another ingest writes is reported and skipped. If
 * a run has no ledger (`isNew`), no objects and no earlier lease, no ledger or copies of metadata are asked for.
 */
async function withLease(
  item: Item,
  context: IngestContext,
  isNew: boolean,
  work: (context: IngestContext) => Promise<void>,
): Promise<void> {
  const { treeLedger } = context;
  if (treeLedger === null) return work(context);
  const { directory } = runPlace(datasetOf(item), item.name);
  let lease: Lease;
  try {
    const patience = context.options.share === 'runs' ? context.signal : null;
    lease = await takeLease(context.output, datasetOf(item), item.name, defaultTimes, patience);
  } catch (error) {
    await failItem(item, error, context);
    return;
  }
  context.published?.forget(directory);
  context.published?.hold(directory, lease);
  const entries =
    isNew && !lease.isInherited ? await ifReadable(() => context.output.readDirectory(directory)) : null;
  if (entries?.length === 0) {
    context.published?.beginNew(directory);
    treeLedger.beginNew(item);
  }
  const either = new AbortController();
  const { signal } = either;
  const stop = () => either.abort(context.signal.aborted ? context.signal.reason : lease.signal.reason);
  // `AbortSignal.any` would leave a trace of each run in the signal of the ingest.
  for (const each of [context.signal, lease.signal]) each.addEventListener('abort', stop);
  if (context.signal.aborted || lease.signal.aborted) stop();
  const report = context.options.share === 'runs' ? createRunReport() : null;
  const traces = tracesOf(context);
  const witness = new RunWitness();
  const emit: EventListener = (event) => {
    report?.listen(event);
    if (traces !== null) witness.listen(event);
    context.emit(event);
  };
  const held = { ...context, signal, lease, emit, warn: warnBy(emit) };
  let state: UnchangedRun | null = null;
  try {
    if (traces === null) await work(held);
    else
      await traces.record({ ...witness.trace, run: item.name, warn: held.warn }, async () => {
        await work(held);
        if (!signal.aborted) state = await ifReadable(() => witness.conclude(item, datasetOf(item), context));
      });
  } finally {
    const isInterrupted = context.signal.aborted ? 'interrupted' : 'complete';
    try {
      await lease.confirm().catch(() => undefined);
      if (lease.isInherited && !lease.signal.aborted) await treeLedger.correct(item, directory);
      await treeLedger.closeUnit(item, lease.signal.aborted ? 'superseded' : isInterrupted, report, state);
    } finally {
      context.signal.removeEventListener('abort', stop);
      context.published?.forget(directory);
      await (lease.isInherited && !lease.areLeftoversGone ? lease.leave() : lease.release());
    }
  }
}

async function visit(item: Item, context: IngestContext): Promise<readonly Rest[]> {
  if (context.signal.aborted) return [];
  const log = new ItemLog(item, context);
  const place: { directory: string | null } = { directory: null };
  // An invalid name fails here once, instead of in every child.
  await log.attempt(async () => {
    refuseReservedName(item);
    refuseImpossibleName(item);
    place.directory = itemDirectory(item, context.options.layout);
    if (place.directory !== null) await removeLeftovers(item, place.directory, log, context);
  });
  const finish = log.isOver ? null : await visitPlaced(item, log, context);
  const { importData, metadata } = importers[item.type];
  // Items that only contain others are not reported.
  const isEmpty = importData === undefined && metadata === undefined;
  const rest = async () => {
    await finish?.();
    if (log.isFailed || item.origin === 'output' || !isEmpty) log.close();
  };
  const { isDescribedLast, concurrent } = entities[item.type].walk ?? {};
  if (isDescribedLast === true) return [rest];
  await rest();
  if (concurrent !== true) return [];
  if (place.directory !== null) {
    context.claims.release(`${place.directory}/`, item);
    context.previews.forget(place.directory);
  }
  context.forget(item);
  context.inputListings.nextRound();
  return [];
}

/** Visits an item and its children. Returns its remaining steps. */
async function visitPlaced(item: Item, log: ItemLog, context: IngestContext): Promise<Rest> {
  const importer = importers[item.type];
  let recorded = context;
  await log.attempt(async () => {
    recorded = { ...context, ...(await context.treeLedger?.begin(item)) };
  });
  await log.attempt(() => checkItem(item, log, context));
  if (context.options.dryRun && !log.isOver) await log.attempt(() => planItem(importer, item, log, context));
  else if (context.options.dryRun)
    await log.attempt(async () => {
      log.sources = await describeSources(item, context);
    });
  else if (!log.isOver) await log.attempt(() => importItem(importer, item, log, recorded));
  const rests: Rest[] = [];
  for (const child of childTypes(item.type, 'usual')) {
    const isLeftOut = log.isOver && entities[child].walk?.needsParent === true;
    if (!isLeftOut) rests.push(...(await visitChildren(child, item, context)));
    else if (log.isFailed) await leaveOut(child, item, context);
  }
  for (const rest of rests) await rest();
  return async () => {
    if (!context.options.dryRun && !log.isOver) {
      await log.attempt(() => writeItemMetadata(importer, item, log, recorded));
    }
    if (log.isFailed) await log.attempt(() => withdrawFailed(importer, item, recorded));
    recorded.recorder?.finish(log.isFailed);
  };
}

/** Reports the children of a failed item that need its output as not reached. */
async function leaveOut(type: EntityType, parent: Item, context: IngestContext): Promise<void> {
  const { importTypes, metadataTypes } = context.options;
  if (!importTypes.has(type) && !metadataTypes.has(type)) return;
  let items: readonly Item[] = [];
  try {
    items = await context.find(type, parent);
  } catch (error) {
    // Items that cannot be found would not have been made either; other errors are bugs.
    if (!(error instanceof CryoetError)) await failItem(searchItem(type, parent), error, context);
  }
  for (const item of items.filter(({ name }) => isSelected(type, name, context))) {
    await failItem(item, new NotReachedError(`${describeItem(parent)} failed`), context);
  }
}
