/** Directory of the tool's own files, which are not part of the tree: ledgers, leases, manifest, provenance. */
export const ownDirectory = '.cryoet';

/** True for a path below the root of a tree that is one of the tool's own files. */
export function isOwnFile(path: string): boolean {
  return path === ownDirectory || path.startsWith(`${ownDirectory}/`);
}

/** The subject of a ledger: a deposition, a dataset without its runs, or a run. */
export type LedgerUnit =
  | { readonly kind: 'deposition'; readonly deposition: string }
  | { readonly kind: 'dataset'; readonly dataset: string }
  | { readonly kind: 'run'; readonly dataset: string; readonly run: string };

const ledgers = `${ownDirectory}/ledger`;
const extension = '.jsonl';

/** Directories of the ledgers: one file a deposition, one a dataset. */
export const ledgerDirectories = {
  deposition: `${ledgers}/depositions`,
  dataset: `${ledgers}/datasets`,
  /** Directory for each dataset, with a file for each run. */
  run: `${ledgers}/runs`,
} as const;

export function ledgerPath(unit: LedgerUnit): string {
  if (unit.kind === 'run') return `${ledgerDirectories.run}/${unit.dataset}/${unit.run}${extension}`;
  const name = unit.kind === 'dataset' ? unit.dataset : unit.deposition;
  return `${ledgerDirectories[unit.kind]}/${name}${extension}`;
}

/** Returns the name of the unit whose ledger has a file name; null for other files. */
export function ledgerName(file: string): string | null {
  return file.endsWith(extension) ? file.slice(0, -extension.length) : null;
}

/** Returns the directory with the leases of a dataset's runs. */
export function leaseDirectory(dataset: string): string {
  return `${ownDirectory}/lease/${dataset}`;
}

/**
 * Directory of metadata files that an ingest has taken out of the tree until it writes them again, each below its own
 * path. If the ingest is killed, the next one finds in them which identifiers items have.
 */
const withdrawn = `${ownDirectory}/withdrawn/`;

/** End of the name of a copy whose metadata file is still in the tree, but has lost paths. */
const reducedEnding = '.reduced';

/** Returns the path of the copy of a metadata file, or of the copies below a directory. */
export function withdrawnPath(path: string, isReduced = false): string {
  return `${withdrawn}${path}${isReduced ? reducedEnding : ''}`;
}

/** Returns the path of the metadata file of a copy; null for other paths. */
export function originalOf(copy: string): { readonly path: string; readonly isReduced: boolean } | null {
  if (!copy.startsWith(withdrawn)) return null;
  const isReduced = copy.endsWith(reducedEnding);
  return { path: copy.slice(withdrawn.length, isReduced ? -reducedEnding.length : undefined), isReduced };
}

/** Milliseconds since its last renewal for which a lease is valid. */
export const leaseLimit = 120_000;

/** Returns the path of the manifest with digests of an algorithm. */
export function manifestPath(algorithm: string): string {
  return `${ownDirectory}/manifest-${algorithm}.txt`;
}

/** The sources of each published file. */
export const provenancePath = `${ownDirectory}/provenance.json`;
