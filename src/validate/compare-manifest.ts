import pLimit from 'p-limit';
import { StorageError } from '../base/errors.js';
import { readManifest } from '../formats/manifest.js';
import {
  type Digest,
  type DigestAlgorithm,
  manifestAlgorithms,
  splitDigest,
} from '../storage/digest-algorithm.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import { manifestPath } from '../tree/layout/own-files.js';
import { type LedgerFile, ledgerFiles, type PublishedLedger } from '../tree/ledger.js';
import { findManifest, joinByPath } from '../tree/manifest.js';
import { runPlace, type UnitPlace, unitOfPath } from '../tree/units.js';
import type { FixityContext } from './contexts/files.js';
import type { CheckedAmounts } from './report.js';

/** Files that are compared together. */
const batch = 64;
/** Requests to a bucket at once: each takes a while. */
const askedAtATime = 16;

/** Computes digests of files, by path; null for an unreadable file. */
export type HashFiles = (
  storage: Storage,
  paths: readonly string[],
  algorithm: DigestAlgorithm,
) => Promise<ReadonlyMap<string, { readonly digest: Digest; readonly bytes: number } | null>>;

type Digests = NonNullable<CheckedAmounts['digests']>;

/** Numbers of compared files, which the comparison fills in. */
export type Compared = { -readonly [Fact in keyof Digests]: Digests[Fact] };

export interface ComparedTree {
  readonly storage: Storage;
  /** The existing files, sorted by path. */
  readonly listing: AsyncIterable<ObjectInfo>;
  readonly hashFiles: HashFiles;
  /** True to read objects of a bucket; else only sizes, entity tags and checksums stored by the bucket are compared. */
  readonly readsObjects: boolean;
  /** True to compare with the ledgers even if there is a manifest. */
  readonly isByLedgers?: boolean;
  readonly wanted: (place: UnitPlace) => boolean;
  /** Called with each ledger that is read. */
  readonly onLedger?: (ledger: PublishedLedger) => void;
  readonly compared: Compared;
}

interface Expected {
  readonly path: string;
  /** The digest in the manifest, or in the ledger if there is no manifest. */
  readonly digest: Digest | null;
  /** The file's entry in a ledger; null if no ledger lists it. */
  readonly ledger: LedgerFile | null;
}

/** A file that is listed and exists. */
type Pair = Expected & { readonly info: ObjectInfo };

/** The facts of a file that were compared. */
type Comparison = Pick<FixityContext, 'listedBy' | 'listed' | 'actual'>;

/**
 * Compares the files of the wanted units with the manifest of the tree, or with its ledgers if it has none. Fails with
 * a FormatError or StorageError if these cannot be read, and with a StorageError if there are none.
 */
export async function* compareManifest(tree: ComparedTree): AsyncGenerator<FixityContext> {
  const { storage, listing, wanted } = tree;
  const manifest = tree.isByLedgers === true ? null : await findManifest(storage);
  const listedBy = manifest === null ? 'ledger' : 'manifest';
  tree.compared.listedBy = listedBy;
  const contextOf = (path: string, comparison: Comparison): FixityContext => {
    const { kind, dataset, run } = unitOfPath(path);
    return { path, entity: kind, dataset, run, ...comparison };
  };
  const isRunWanted = (dataset: string, run: string) => wanted(runPlace(dataset, run));
  const listed =
    manifest === null
      ? listedByLedgers(tree, isRunWanted)
      : listedByManifest(tree, readManifest(storage, manifest), isRunWanted);
  let hasAny = manifest !== null;
  let waiting: Pair[] = [];
  for await (const { path, a, b } of joinByPath(pathsOf(listing), listed)) {
    hasAny ||= b !== null;
    if (!wanted(unitOfPath(path))) continue;
    if (a === null) yield contextOf(path, { listedBy, listed: {}, actual: null });
    else if (b === null) yield contextOf(path, { listedBy, listed: null, actual: {} });
    else if (waiting.push({ ...b, info: a.info }) === batch) {
      for (const [at, comparison] of await compareBatch(waiting, tree)) yield contextOf(at, comparison);
      waiting = [];
    }
  }
  for (const [at, comparison] of await compareBatch(waiting, tree)) yield contextOf(at, comparison);
  if (hasAny) return;
  throw new StorageError('missing', 'the tree has no manifest and no ledgers', {
    path: storage.location(manifestPath(manifestAlgorithms[0])),
    hint: 'cryoet ingest writes ledgers, and with --manifest a manifest',
  });
}

/** Compares files with what is listed; returns the results by path. Files that cannot be compared are only counted. */
async function compareBatch(pairs: readonly Pair[], tree: ComparedTree) {
  const { storage, hashFiles, readsObjects, compared } = tree;
  const comparisons = new Map<string, Comparison>();
  const toHash = new Map<DigestAlgorithm, Map<string, Digest>>();
  const limit = pLimit(askedAtATime);
  const compare = async (pair: Pair): Promise<void> => {
    const { path, digest, ledger, info } = pair;
    const bytes = ledger?.bytes ?? info.size;
    if (bytes !== info.size) {
      comparisons.set(path, { listedBy: 'ledger', listed: { bytes }, actual: { bytes: info.size } });
    } else if (digest !== null && (readsObjects || !storage.flat)) {
      const { algorithm } = splitDigest(digest);
      toHash.set(algorithm, (toHash.get(algorithm) ?? new Map()).set(path, digest));
    } else {
      const comparison = await limit(() => compareUnread(pair, tree));
      if (comparison !== null) comparisons.set(path, comparison);
      else compared[digest === null ? 'unknown' : 'unread'] += 1;
    }
  };
  await Promise.all(pairs.map(compare));
  for (const [algorithm, digests] of toHash) {
    const hashes = await hashFiles(storage, [...digests.keys()], algorithm);
    for (const [path, digest] of digests) {
      const actual = hashes.get(path) ?? null;
      compared.files += actual === null ? 0 : 1;
      compared.bytes += actual?.bytes ?? 0;
      comparisons.set(path, { listedBy: compared.listedBy, listed: { digest }, actual });
    }
  }
  return comparisons;
}

/** Compares an object without reading it; null if that proves nothing. */
async function compareUnread(pair: Pair, { storage, compared }: ComparedTree): Promise<Comparison | null> {
  const { path, digest, ledger, info } = pair;
  const { etag } = info;
  const recorded = [ledger?.digest, ledger?.manifestDigest].filter((one) => one != null);
  const same = digest === null ? null : sameAlgorithm(recorded, digest);
  // The object was written again after the manifest was.
  if (digest !== null && same !== null && same !== digest)
    return { listedBy: 'manifest', listed: { digest }, actual: { digest: same } };
  // The ledger may record a later ingest than the manifest: its entry then says nothing about the listed digest.
  const isRecorded = digest === null || same !== null;
  const tags: Comparison | null =
    ledger?.etag === undefined || etag === undefined
      ? null
      : { listedBy: 'ledger', listed: { etag: ledger.etag }, actual: { etag } };
  if (tags !== null && ledger?.etag === etag) {
    if (!isRecorded) return null;
    compared.entityTags += 1;
    return tags;
  }
  const stored = (await storage.storedDigests?.(path)) ?? [];
  for (const known of digest === null ? recorded : [digest, ...recorded]) {
    const actual = sameAlgorithm(stored, known);
    if (actual === null) continue;
    if (actual === known && known !== digest && !isRecorded) return null;
    compared.storedChecksums += 1;
    const by = known === digest ? compared.listedBy : 'ledger';
    return { listedBy: by, listed: { digest: known }, actual: { digest: actual } };
  }
  if (tags !== null) compared.entityTags += 1;
  return tags;
}

function sameAlgorithm(digests: readonly Digest[], one: Digest): Digest | null {
  const { algorithm } = splitDigest(one);
  return digests.find((each) => splitDigest(each).algorithm === algorithm) ?? null;
}

async function* listedByLedgers(
  { storage, onLedger }: ComparedTree,
  isRunWanted: (dataset: string, run: string) => boolean,
) {
  for await (const files of ledgerFiles(storage, isRunWanted, onLedger)) {
    for (const ledger of files) yield { path: ledger.path, digest: ledger.digest, ledger };
  }
}

/** Yields the files of a manifest; for a bucket, with their entries in the ledgers. */
async function* listedByManifest(
  tree: ComparedTree,
  manifest: AsyncIterable<{ readonly path: string; readonly digest: Digest }>,
  isRunWanted: (dataset: string, run: string) => boolean,
): AsyncGenerator<Expected> {
  if (!tree.storage.flat) {
    for await (const entry of manifest) yield { ...entry, ledger: null };
    return;
  }
  for await (const { a, b } of joinByPath(manifest, listedByLedgers(tree, isRunWanted))) {
    if (a !== null) yield { ...a, ledger: b?.ledger ?? null };
  }
}

async function* pathsOf(listing: AsyncIterable<ObjectInfo>) {
  for await (const info of listing) yield { path: info.key, info };
}
