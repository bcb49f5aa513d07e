import { StorageError } from '../base/errors.js';
import { isJsonObject, type JsonValue } from '../base/json-value.js';
import { type Digest, isDigest } from '../storage/digest-algorithm.js';
import { compareCodePoints } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { type LedgerUnit, ledgerDirectories, ledgerName, ledgerPath } from './layout/own-files.js';

export const ledgerFormat = 'cryoet-ledger';
export const ledgerVersion = 1;

/** Ledgers that are asked for before anyone takes them. */
const readAhead = 8;

/** A ledger: its first line, null where there is none of this format, its entries in their order, and all its other lines. */
interface Ledger {
  readonly header: Readonly<Record<string, unknown>> | null;
  readonly entries: readonly LedgerEntry[];
  readonly lines: readonly string[];
}

/** Reads the ledger of a unit. Fails with a StorageError when it cannot be read. */
export async function readLedger(storage: Storage, unit: LedgerUnit): Promise<Ledger> {
  const bytes = await readReplaceable(storage, ledgerPath(unit));
  const [first = '', ...lines] = bytes === null ? [] : new TextDecoder().decode(bytes).split('\n');
  const header = parseObject(first);
  if (header?.format !== ledgerFormat || header.formatVersion !== ledgerVersion)
    return { header: null, entries: [], lines: [] };
  return { header, entries: lines.map(parseEntry).filter((entry) => entry !== null), lines };
}

/** A deposition, dataset or run with what its ledger lists. */
export interface PublishedLedger {
  readonly unit: LedgerUnit;
  readonly entries: readonly LedgerEntry[];
}

/** The ledgers of depositions and datasets, which list few files. */
export async function collectionLedgers(storage: Storage): Promise<PublishedLedger[]> {
  const units: LedgerUnit[] = [
    ...(await namesIn(storage, ledgerDirectories.deposition)).map(
      (deposition): LedgerUnit => ({ kind: 'deposition', deposition }),
    ),
    ...(await namesIn(storage, ledgerDirectories.dataset)).map(
      (dataset): LedgerUnit => ({ kind: 'dataset', dataset }),
    ),
  ];
  return Promise.all(units.map((unit) => published(storage, unit)));
}

/**
 * The ledgers of all runs, or of those that are wanted, in the order of the runs' files in a listing; some are read ahead, because a
 * bucket takes its time for each.
 */
export async function* runLedgers(
  storage: Storage,
  isWanted: (dataset: string, run: string) => boolean = () => true,
): AsyncGenerator<PublishedLedger> {
  const ahead: Promise<PublishedLedger>[] = [];
  const datasets = await storage.readDirectory(ledgerDirectories.run);
  for (const dataset of inTreeOrder(datasets.map(({ name }) => name))) {
    const runs = await namesIn(storage, `${ledgerDirectories.run}/${dataset}`);
    for (const run of inTreeOrder(runs)) {
      if (!isWanted(dataset, run)) continue;
      const ledger = published(storage, { kind: 'run', dataset, run });
      // Whoever comes to it hears of its failure.
      ledger.catch(() => undefined);
      if (ahead.push(ledger) > readAhead) yield await (ahead.shift() as Promise<PublishedLedger>);
    }
  }
  for (const ledger of ahead) yield await ledger;
}

/** Files of the ledgers of a tree, ascending by path, unit by unit: files of one run come together. */
export async function* ledgerFiles(
  storage: Storage,
  isRunWanted?: (dataset: string, run: string) => boolean,
): AsyncGenerator<readonly LedgerFile[]> {
  const collections = await collectionLedgers(storage);
  const loose = sorted(collections.flatMap(filesOf));
  let next = 0;
  const looseBefore = (path: string | null) => {
    const first = next;
    while (next < loose.length && (path === null || compareCodePoints(loose[next]?.path ?? '', path) <= 0))
      next++;
    return loose.slice(first, next);
  };
  for await (const ledger of runLedgers(storage, isRunWanted)) {
    const files = sorted(filesOf(ledger));
    const [first] = files;
    if (first === undefined) continue;
    yield looseBefore(first.path);
    yield files;
  }
  yield looseBefore(null);
}

function filesOf({ entries }: PublishedLedger): LedgerFile[] {
  return entries.flatMap(({ files }) => files);
}

function sorted(files: readonly LedgerFile[]): LedgerFile[] {
  return [...files].sort((a, b) => compareCodePoints(a.path, b.path));
}

async function published(storage: Storage, unit: LedgerUnit): Promise<PublishedLedger> {
  return { unit, entries: (await readLedger(storage, unit)).entries };
}

async function namesIn(storage: Storage, directory: string): Promise<string[]> {
  const entries = await storage.readDirectory(directory);
  return entries.map(({ name }) => ledgerName(name)).filter((name) => name !== null);
}

function inTreeOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => compareCodePoints(`${a}/`, `${b}/`));
}

/** What data were made of and how, as digests, and what was left in the output. */
export interface Proof {
  /** Version of the tool. */
  readonly tool: string;
  readonly settings: string;
  /** Names, sizes and times of modification of the sources. */
  readonly sources: string;
  /** Files, sizes and times of modification of the output. */
  readonly output: string;
}

/** A file with its bytes and digest; null where they are not known. */
export interface LedgerFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly digest: Digest | null;
  /** By the algorithm of the manifest, where one was written and `digest` is by another. */
  readonly manifestDigest?: Digest;
  /** Entity tag of an object. */
  readonly etag?: string;
}

/** One line of a ledger: an item, what it was made of and its files. */
export interface LedgerEntry {
  /** For people who read the ledger. */
  readonly item: string;
  readonly type: string;
  /** Digest of where the item's outputs lie and what they are made from. */
  readonly made: string;
  /** Null where the item's data must be made again the next time, or it has none. */
  readonly proof: Proof | null;
  /** When its line was written, ISO 8601 in UTC. */
  readonly noted: string;
  /** Paths below INPUT. */
  readonly sources: readonly LedgerFile[];
  /** Paths below OUTPUT. */
  readonly files: readonly LedgerFile[];
}

/** A line of a ledger; null where it is none, as one that a killed ingest left unfinished. */
export function parseEntry(line: string): LedgerEntry | null {
  const found = parseObject(line);
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

/** A line of JSON lines that holds an object; null for others. */
export function parseObject(line: string): { readonly [key: string]: JsonValue } | null {
  try {
    const found: JsonValue = JSON.parse(line);
    return isJsonObject(found) ? found : null;
  } catch {
    return null;
  }
}

function proofOf(value: JsonValue | undefined): Proof | null {
  if (value === undefined || value === null || !isJsonObject(value)) return null;
  const { tool, settings, sources, output } = value;
  const isWhole = [tool, settings, sources, output].every((part) => typeof part === 'string');
  return isWhole ? ({ tool, settings, sources, output } as unknown as Proof) : null;
}

function parseFiles(value: JsonValue | undefined): LedgerFile[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((file) => {
    if (!isJsonObject(file) || typeof file.path !== 'string') return [];
    const { path, bytes, digest, manifestDigest, etag } = file;
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

/** How often a file is read that others keep replacing. */
const tries = 5;

/**
 * A small file that other processes replace now and then, such as a lease or a ledger; null where there is none. One that was
 * replaced while it was read is read again, five times at most. Fails with a StorageError when it cannot be read.
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
