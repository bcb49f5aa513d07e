import { type LedgerUnit, ledgerDirectories, ledgerName, ledgerPath } from '../layout/index.js';
import type { Storage } from '../storage/index.js';
import { compareCodePoints } from '../storage/keys/index.js';
import { type LedgerEntry, type LedgerFile, parseEntry, parseObject } from './ledger-entry.js';
import { readReplaceable } from './read-replaceable.js';

export const ledgerFormat = 'cryoet-ledger';
export const ledgerVersion = 1;

/** Ledgers that are asked for before anyone takes them. */
const readAhead = 8;

/** A ledger: its first line, null where there is none of this format, its entries in their order, and all its other lines. */
export interface Ledger {
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
