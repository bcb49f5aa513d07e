import pLimit from 'p-limit';
import { toolVersion } from '../../base/version.js';
import type { Item } from '../../deposition/item.js';
import { emptyTrace } from '../../deposition/source-trace.js';
import { glob } from '../../storage/glob.js';
import { parentKey } from '../../storage/keys.js';
import { runPlace } from '../../tree/units.js';
import type { IngestContext } from '../context.js';
import type { IngestEvent, ItemRecord } from '../walk/events.js';
import { concurrentLookups, fingerprints } from './finished-data.js';
import { isLeased } from './lease.js';
import { digestOf } from './record-writes.js';
import { readLedgerState, type UnchangedRun } from './unit-ledger.js';

/** Kinds of events that are shown again of a run that did not change. */
const repeated: ReadonlySet<IngestEvent['kind']> = new Set([
  'item-finished',
  'warning',
  'made-by-default',
  'filtered',
]);

/** Records the ingest of a run, so that the next ingest need not look at each of its items. */
export class RunWitness {
  readonly trace = emptyTrace();
  readonly #events: IngestEvent[] = [];

  listen(event: IngestEvent): void {
    if (repeated.has(event.kind)) this.#events.push(event);
  }

  /**
   * Returns the state of a finished run; null if an item failed, or if it has warnings that may be of what was written
   * now, or if a source changed since it was read: the next ingest looks at each item again.
   */
  async conclude(run: Item, dataset: string, context: IngestContext): Promise<UnchangedRun | null> {
    const records = this.#events.flatMap((event) => (event.kind === 'item-finished' ? [event.record] : []));
    const isWritten = records.some(({ status }) => status === 'written');
    const hasWarnings = this.#events.some(({ kind }) => kind === 'warning');
    if (records.some(({ status }) => !lasting.has(status)) || (isWritten && hasWarnings)) return null;
    const { files, matches, found, volumes, isUnsure } = this.trace;
    if (isUnsure.length > 0) return null;
    // Of an OME-Zarr the chunks are read; its directory has the ETags of them all.
    const keys = [...files].filter((key) => !isBelowOneOf(key, files));
    const sources = digestOf(await fingerprints(context.untracedInput ?? context.input, keys));
    // After the digest, so that a change between the two is not lost. Objects were compared with their listing.
    const isAsSeen = async (key: string) =>
      context.traces?.isAsSeen(key, (await context.untracedInput?.stat(key)) ?? null) !== false;
    const areAsSeen =
      context.input.flat || (await pLimit(concurrentLookups).map(files, isAsSeen)).every(Boolean);
    if (!areAsSeen) return null;
    return {
      basis: basisOf(run, context),
      files: keys,
      sources,
      matches: Object.fromEntries([...matches].map(([pattern, names]) => [pattern, digestOf(names)])),
      output: await digestOfRun(dataset, run.name, context),
      found,
      volumes,
      events: this.#events.map((event) =>
        event.kind === 'item-finished' ? { ...event, record: unchanged(event.record) } : event,
      ),
    };
  }
}

function isBelowOneOf(key: string, others: ReadonlySet<string>): boolean {
  const above = parentKey(key);
  return above !== '' && (others.has(above) || isBelowOneOf(above, others));
}

const lasting: ReadonlySet<ItemRecord['status']> = new Set(['written', 'unchanged', 'skipped', 'referenced']);

function unchanged(record: ItemRecord): ItemRecord {
  if (record.status !== 'written') return { ...record, seconds: 0 };
  return { ...record, status: 'unchanged', bytesWritten: 0, seconds: 0, notes: [] };
}

/** Returns the traces of an ingest that goes by the ledgers of earlier ones; else null. */
export function tracesOf({ treeLedger, traces, resumeFile, options }: IngestContext) {
  const isKnown = treeLedger !== null && resumeFile === null && options.noResume !== true;
  return isKnown ? (traces ?? null) : null;
}

/**
 * Returns the state in the ledger of a run if the run is still so and nobody is writing it, else null. Takes three
 * requests to a bucket: the leases, the ledger and a listing of the run.
 */
export async function unchangedRun(run: Item, dataset: string, context: IngestContext) {
  const { output, inputListings, options } = context;
  const input = context.untracedInput ?? context.input;
  const ledger = await readLedgerState(output, { kind: 'run', dataset, run: run.name });
  const state = ledger?.unchanged ?? null;
  if (ledger === null || state === null || ledger.status !== 'complete') return null;
  const { items } = ledger.report ?? {};
  if (options.share === 'runs' && items?.some(({ status }) => status === 'written') !== false) return null;
  if (state.basis !== basisOf(run, context)) return null;
  for (const [pattern, digest] of Object.entries(state.matches)) {
    const isOfRuns = pattern === '' && run.parent !== null;
    const names = isOfRuns
      ? (await context.allRuns(run.parent)).map(({ name }) => name)
      : (await glob(input, pattern, { cache: inputListings })).map(({ key }) => key);
    if (digest !== digestOf(names)) return null;
  }
  // After the patterns, whose listings have the files.
  if (state.sources !== digestOf(await fingerprints(input, state.files))) return null;
  if (await isLeased(output, dataset, run.name)) return null;
  return state.output === (await digestOfRun(dataset, run.name, context)) ? state : null;
}

/** Options that do not change what a run becomes. */
const irrelevant = ['concurrency', 'workers', 'stagingDirectory', 'share', 'failFast'];
/** Filters of these types were passed when the ingest comes to a run. */
const passed = ['deposition', 'dataset', 'run'];

function basisOf(run: Item, { options, configDigest, config, input, maps }: IngestContext): string {
  const names = ({ type, name, id, origin, files, entry, source, parent }: Item): unknown => [
    ...[type, name, id, origin, files],
    entry === null ? -1 : Object.values(config.sections).flat().indexOf(entry),
    source === null ? -1 : (entry?.sources.indexOf(source) ?? -1),
    parent === null ? null : names(parent),
  ];
  const sourcesOf = (patterns: IngestContext['options']['filters']) =>
    [...patterns]
      .filter(([type]) => !passed.includes(type))
      .map(([type, all]) => [type, all.map((pattern) => pattern.source)]);
  const filters = [sourcesOf(options.filters), sourcesOf(options.excludes)];
  const facts = Object.entries(options)
    .filter(([name]) => !irrelevant.includes(name))
    .map(([name, value]) => [name, value instanceof Set ? [...value].sort() : value])
    .sort();
  // Tables beside the configuration are no files of INPUT.
  const { rows, ...others } = maps;
  const mapped = [
    [...(rows?.get(run.name)?.columns ?? [])],
    ...Object.values(others).map((map) => map?.get(run.name) ?? null),
  ];
  return digestOf([toolVersion, configDigest, input.url, facts, filters, names(run), mapped]);
}

async function digestOfRun(dataset: string, run: string, { output }: IngestContext): Promise<string> {
  const objects: unknown[] = [];
  for await (const { key, size, etag, modified } of output.list(runPlace(dataset, run).directory))
    objects.push([key, size, etag ?? modified]);
  return digestOf(objects);
}
