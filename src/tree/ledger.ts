// Reads ledgers: one file a deposition, dataset or run, with a line for each item that was ingested, its files and
// their digests. src/pipeline writes them.

import { closing } from '../base/closing.js';
import { commonStart } from '../base/collections.js';
import { ifReadable, StorageError } from '../base/errors.js';
import { parseObject } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue, objectsAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { madeAhead } from '../formats/byte-source.js';
import { type Digest, isDigest } from '../storage/digest-algorithm.js';
import { compareCodePoints } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { type LedgerUnit, ledgerDirectories, ledgerName, ledgerPath } from './layout/own-files.js';

/** `format` and `formatVersion` in the first line of a ledger. */
export const ledgerFormat = 'cryoet-ledger';
export const ledgerVersion = 1;

/** Ledgers that are requested ahead: a bucket answers slowly. */
const readAhead = 8;

/** Digests of what data were made from and of the result; equal digests mean that the data are up to date. */
export interface Proof {
  readonly tool: string;
  /** Digest of the settings that the data depend on. */
  readonly settings: string;
  /** Digests, by type, of the other items that the data were made from; absent if there are none. */
  readonly from?: Readonly<Record<string, string>>;
  /** Digest of names, sizes and modification times of the sources. */
  readonly sources: string;
  /** Digest of files, sizes and modification times of the output. */
  readonly output: string;
}

/** A file with its size in bytes and digest; null where they are unknown. */
export interface LedgerFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly digest: Digest | null;
  /** Digest with the manifest's algorithm, if a manifest was written and `digest` has another algorithm. */
  readonly manifestDigest?: Digest;
  readonly etag?: string;
}

/** A line of a ledger: an item, the proof of its data, and its files. */
export interface LedgerEntry {
  /** Name of the item for people. */
  readonly item: string;
  readonly type: string;
  /** Digest of the paths of the item's outputs and of what they are made from. */
  readonly made: string;
  /** Null if the item has no data or they must be made again in the next ingest. */
  readonly proof: Proof | null;
  /** Time of writing the line, ISO 8601 in UTC. */
  readonly noted: string;
  /** Paths below INPUT. */
  readonly sources: readonly LedgerFile[];
  /** Paths below OUTPUT. */
  readonly files: readonly LedgerFile[];
}

/**
 * Reads the ledger of a unit: first line (null for another format), valid entries in order, other lines as written, and
 * the number of those that cannot be read; empty if there is none. Fails with a StorageError if it cannot be read.
 */
export async function readLedger(storage: Storage, unit: LedgerUnit) {
  const bytes = await readReplaceable(storage, ledgerPath(unit));
  const [first = '', ...lines] = bytes === null ? [] : new TextDecoder().decode(bytes).split('\n');
  const header = parseObject(first);
  if (header?.format !== ledgerFormat || header.formatVersion !== ledgerVersion)
    return { header: null, entries: [], lines: [], unread: 0 };
  let unread = 0;
  const entries = lines.flatMap((line) => {
    const document = parseObject(line);
    if (document === null && line !== '') unread += 1;
    return entryIn(document) ?? [];
  });
  return { header, entries, lines, unread };
}

/** A deposition, dataset or run with the entries of its ledger. */
export interface PublishedLedger {
  readonly unit: LedgerUnit;
  readonly entries: readonly LedgerEntry[];
  /** Why it is not the whole ledger of its unit; null if it is. */
  readonly problem: string | null;
}

/** Reads the ledgers of all depositions and datasets, which are short. Fails if one cannot be read, unless it `mayBeUnread`. */
export async function collectionLedgers(storage: Storage, mayBeUnread = false): Promise<PublishedLedger[]> {
  const depositions = await namesIn(storage, ledgerDirectories.deposition);
  const datasets = await namesIn(storage, ledgerDirectories.dataset);
  const units = [
    ...depositions.map((deposition) => ({ kind: 'deposition', deposition }) as const),
    ...datasets.map((dataset) => ({ kind: 'dataset', dataset }) as const),
  ];
  return Promise.all(units.map((unit) => published(storage, unit, mayBeUnread)));
}

/** Yields the ledgers of all or of the wanted runs, in the order in which a listing of the tree has their files. */
export function runLedgers(
  storage: Storage,
  isWanted: (dataset: string, run: string) => boolean = () => true,
  mayBeUnread = false,
): AsyncGenerator<PublishedLedger> {
  return madeAhead(runUnits(storage, isWanted), readAhead, (unit) => published(storage, unit, mayBeUnread));
}

async function* runUnits(
  storage: Storage,
  isWanted: (dataset: string, run: string) => boolean,
): AsyncGenerator<LedgerUnit> {
  const datasets = await storage.readDirectory(ledgerDirectories.run);
  for (const dataset of inTreeOrder(datasets.map(({ name }) => name))) {
    const runs = await namesIn(storage, `${ledgerDirectories.run}/${dataset}`);
    for (const run of inTreeOrder(runs)) if (isWanted(dataset, run)) yield { kind: 'run', dataset, run };
  }
}

/** Bytes of a ledger in which its first line ends. */
const headBytes = 8192;

/**
 * Yields the runs whose last ingest did not end well, by the first lines of their ledgers, as `10000/TS_001 (failed)`:
 * of those of `known`, or of all that have a ledger and are wanted. Ledgers that cannot be read are passed over.
 */
export async function* unfinishedRuns(
  storage: Storage,
  isWanted: (dataset: string, run: string) => boolean,
  known: readonly LedgerUnit[] | null = null,
): AsyncGenerator<string> {
  const statuses = madeAhead(known ?? runUnits(storage, isWanted), readAhead, async (unit) => {
    const bytes = await ifReadable(async () =>
      closing(await storage.open(ledgerPath(unit)), (reader) => reader.read(0, headBytes)),
    );
    const [first = ''] = new TextDecoder().decode(bytes ?? new Uint8Array()).split('\n');
    return { unit, status: parseObject(first)?.status };
  });
  for await (const { unit, status } of statuses) {
    if (unit.kind === 'run' && typeof status === 'string' && status !== 'complete')
      yield `${unit.dataset}/${unit.run} (${status})`;
  }
}

/**
 * Yields the files of all ledgers, ascending by path, in groups: those of one run are one. Of a file that is listed twice,
 * the later entry counts; files of other runs are left out. Fails with a StorageError if a ledger cannot be read, unless
 * `onLedger` takes the problem.
 */
export async function* ledgerFiles(
  storage: Storage,
  isRunWanted?: (dataset: string, run: string) => boolean,
  onLedger?: (ledger: PublishedLedger) => void,
): AsyncGenerator<readonly LedgerFile[]> {
  const mayBeUnread = onLedger !== undefined;
  const collections = await collectionLedgers(storage, mayBeUnread);
  for (const ledger of collections) onLedger?.(ledger);
  const others = sorted(collections.flatMap(filesOf));
  let next = 0;
  const othersBefore = (path: string | null) => {
    const first = next;
    while (next < others.length && (path === null || compareCodePoints(others[next]?.path ?? '', path) <= 0))
      next++;
    return others.slice(first, next);
  };
  for await (const ledger of runLedgers(storage, isRunWanted, mayBeUnread)) {
    onLedger?.(ledger);
    const files = sorted(filesOf(ledger));
    const [first] = files;
    if (first === undefined) continue;
    yield othersBefore(first.path);
    yield files;
  }
  yield othersBefore(null);
}

function filesOf({ unit, entries }: Omit<PublishedLedger, 'problem'>): LedgerFile[] {
  const start = unit.kind === 'run' ? `${unit.dataset}/${unit.run}/` : '';
  const own = entries.flatMap(({ files }) => files.filter(({ path }) => path.startsWith(start)));
  return [...new Map(own.map((file) => [file.path, file])).values()];
}

function sorted(files: readonly LedgerFile[]): LedgerFile[] {
  return [...files].sort((a, b) => compareCodePoints(a.path, b.path));
}

async function published(storage: Storage, unit: LedgerUnit, mayBeUnread: boolean): Promise<PublishedLedger> {
  let problem: string | null = null;
  const note = ({ message }: Error) => {
    problem = `it cannot be read: ${message}`;
  };
  const ledger = await (mayBeUnread
    ? ifReadable(() => readLedger(storage, unit), note)
    : readLedger(storage, unit));
  if (ledger === null) return { unit, entries: [], problem };
  return { unit, entries: ledger.entries, problem: problemOf(unit, ledger) };
}

function problemOf(unit: LedgerUnit, { header, entries, unread }: Awaited<ReturnType<typeof readLedger>>) {
  if (header === null) return 'the first line is not that of a ledger';
  const other = Object.entries(unit).find(([key, name]) => (header[key] ?? name) !== name);
  if (other !== undefined) return `the first line is of ${other[0]} ${header[other[0]]}`;
  // An ingest that is running, or was killed, may have cut the last line, and lists again what it writes again.
  if (header.status === 'running') return null;
  if (unread > 0) return `${countOf(unread, 'line')} cannot be read`;
  const surplus = entries.flatMap(({ files }) => files).length - filesOf({ unit, entries }).length;
  return surplus > 0 ? `${countOf(surplus, 'file')} listed twice, or of another run` : null;
}

/**
 * Returns those of some runs of a dataset that may have a ledger: in an object store by one listing, perhaps with other
 * runs; on a disk, and of a single run, all, for reading a ledger tells it as soon. Fails with a StorageError if ledgers
 * cannot be listed.
 */
export async function ingestedRuns(
  storage: Storage,
  dataset: string,
  runs: readonly string[],
): Promise<ReadonlySet<string>> {
  const [first = '', ...others] = runs;
  if (!storage.flat || others.length === 0) return new Set(runs);
  const common = others.reduce((start, run) => start.slice(0, commonStart(start, run)), first);
  // Half a character cannot be asked for.
  const start = common.replace(/\p{Cs}$/u, '');
  return new Set(await namesIn(storage, `${ledgerDirectories.run}/${dataset}`, start));
}

async function namesIn(storage: Storage, directory: string, start?: string): Promise<string[]> {
  const entries = await storage.readDirectory(directory, start);
  return entries.map(({ name }) => ledgerName(name)).filter((name) => name !== null);
}

/** Sorts names of directories as a listing sorts the paths of their files. */
function inTreeOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => compareCodePoints(`${a}/`, `${b}/`));
}

/** Parses a line of a ledger; null for an invalid line, such as the last one of an ingest that was killed. */
export function parseEntry(line: string): LedgerEntry | null {
  return entryIn(parseObject(line));
}

function entryIn(found: JsonObject | null): LedgerEntry | null {
  if (found === null) return null;
  const { item, type = '', made, noted = '' } = found;
  if (typeof item !== 'string' || typeof made !== 'string') return null;
  return {
    item,
    type: String(type),
    made,
    proof: proofOf(found.proof),
    noted: String(noted),
    sources: parseFiles(found.sources),
    files: parseFiles(found.files),
  };
}

function proofOf(value: JsonValue | undefined): Proof | null {
  if (!isJsonObject(value)) return null;
  const { tool, settings, from, sources, output } = value;
  const others = isJsonObject(from) ? Object.values(from) : [];
  const isWhole = [tool, settings, sources, output, ...others].every((digest) => typeof digest === 'string');
  const proof = { tool, settings, ...(others.length === 0 ? {} : { from }), sources, output };
  return isWhole ? (proof as unknown as Proof) : null;
}

function parseFiles(value: JsonValue | undefined): LedgerFile[] {
  return objectsAt(value).flatMap(({ path, bytes, digest, manifestDigest, etag }) => {
    if (typeof path !== 'string') return [];
    return [
      {
        path,
        bytes: typeof bytes === 'number' ? bytes : null,
        digest: typeof digest === 'string' && isDigest(digest) ? digest : null,
        ...(typeof manifestDigest === 'string' && isDigest(manifestDigest) ? { manifestDigest } : {}),
        ...(typeof etag === 'string' ? { etag } : {}),
      },
    ];
  });
}

/** Attempts to read a file that other processes keep replacing. */
const tries = 5;

/**
 * Reads a small file that other processes replace at any time, such as a lease or a ledger; null if there is none. If
 * it was replaced during the read it is read again, five times at most. Fails with a StorageError if it cannot be
 * read.
 */
export async function readReplaceable(storage: Storage, path: string): Promise<Uint8Array | null> {
  for (let left = tries; ; left--) {
    try {
      return await storage.get(path);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (error.reason === 'missing') return null;
      if (error.reason !== 'changed' || left <= 1) throw error;
    }
  }
}
