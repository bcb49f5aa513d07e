/**
 * The directory below the root of a tree that holds the tool's own files: ledgers, leases, manifest, provenance. They are
 * no part of the tree, in a directory or a bucket.
 */
export const ownDirectory = '.cryoet';

/** Whether a path below the root of a tree is one of the tool's own files. */
export function isOwnFile(path: string): boolean {
  return path === ownDirectory || path.startsWith(`${ownDirectory}/`);
}

/** What a ledger is about: a deposition, a dataset apart from its runs, or a run. */
export type LedgerUnit =
  | { readonly kind: 'deposition'; readonly deposition: string }
  | { readonly kind: 'dataset'; readonly dataset: string }
  | { readonly kind: 'run'; readonly dataset: string; readonly run: string };

const ledgers = `${ownDirectory}/ledger`;
const extension = '.jsonl';

/** Directories with one ledger a deposition and one a dataset. */
export const ledgerDirectories = {
  deposition: `${ledgers}/depositions`,
  dataset: `${ledgers}/datasets`,
  /** One directory a dataset, with one ledger a run. */
  run: `${ledgers}/runs`,
} as const;

/** The ledger of a unit. */
export function ledgerPath(unit: LedgerUnit): string {
  if (unit.kind === 'run') return `${ledgerDirectories.run}/${unit.dataset}/${unit.run}${extension}`;
  const name = unit.kind === 'dataset' ? unit.dataset : unit.deposition;
  return `${ledgerDirectories[unit.kind]}/${name}${extension}`;
}

/** The unit that a ledger of this file name is about; null for other files. */
export function ledgerName(file: string): string | null {
  return file.endsWith(extension) ? file.slice(0, -extension.length) : null;
}

/** The directory with the leases of a dataset's runs. */
export function leaseDirectory(dataset: string): string {
  return `${ownDirectory}/lease/${dataset}`;
}

/** The file with a line `<digest>  <path>` a file of the tree, by the algorithm of the digests (`sha256`). */
export function manifestPath(algorithm: string): string {
  return `${ownDirectory}/manifest-${algorithm}.txt`;
}

/** Where each of those files came from. */
export const provenancePath = `${ownDirectory}/provenance.json`;
