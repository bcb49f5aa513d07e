import { type LedgerUnit, ledgerDirectories, ledgerName, ledgerPath } from '../../../layout/index.js';
import { compareCodePoints, type Storage } from '../../../storage/index.js';
import { type LedgerEntry, readEntries } from '../ledger/index.js';

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
  return Promise.all(units.map((unit) => readLedger(storage, unit)));
}

/** The ledgers of all runs, one at a time, in the order of the runs' files in a listing. */
export async function* runLedgers(storage: Storage): AsyncGenerator<PublishedLedger> {
  const datasets = await storage.readDirectory(ledgerDirectories.run);
  for (const dataset of inTreeOrder(datasets.map(({ name }) => name))) {
    const runs = await namesIn(storage, `${ledgerDirectories.run}/${dataset}`);
    for (const run of inTreeOrder(runs)) yield await readLedger(storage, { kind: 'run', dataset, run });
  }
}

async function readLedger(storage: Storage, unit: LedgerUnit): Promise<PublishedLedger> {
  return { unit, entries: await readEntries(storage, ledgerPath(unit)) };
}

async function namesIn(storage: Storage, directory: string): Promise<string[]> {
  const entries = await storage.readDirectory(directory);
  return entries.map(({ name }) => ledgerName(name)).filter((name) => name !== null);
}

function inTreeOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => compareCodePoints(`${a}/`, `${b}/`));
}
