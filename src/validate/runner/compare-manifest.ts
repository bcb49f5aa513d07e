import { StorageError } from '../../errors/index.js';
import { readManifest } from '../../formats/manifest/index.js';
import { manifestPath } from '../../layout/index.js';
import {
  type Digest,
  type DigestAlgorithm,
  manifestAlgorithms,
  splitDigest,
} from '../../storage/algorithms/index.js';
import type { ObjectInfo, Storage } from '../../storage/index.js';
import { findManifest, joinByPath, ledgerFiles, type UnitPlace, unitOfPath } from '../../tree/index.js';
import type { FileFacts, FixityContext } from '../contexts/index.js';

/** Files that are hashed, or asked for, together. */
const batch = 64;

/** Hashes of files by path; null for one that cannot be read. */
export type HashFiles = (
  storage: Storage,
  paths: readonly string[],
  algorithm: DigestAlgorithm,
) => Promise<ReadonlyMap<string, { readonly digest: Digest; readonly bytes: number } | null>>;

/** A tree whose files are compared with what its manifest and its ledgers list. */
export interface ComparedTree {
  readonly storage: Storage;
  /** What is there, ascending. */
  readonly listing: AsyncIterable<ObjectInfo>;
  readonly hashFiles: HashFiles;
  /** Whether objects are read too; else sizes, entity tags and the checksums that the bucket keeps are compared. */
  readonly readsObjects: boolean;
  readonly wanted: (place: UnitPlace) => boolean;
  /** Is told of files of which nothing can be compared. */
  readonly notCompared: (path: string) => void;
}

/** A file as it is listed. */
interface Expected extends FileFacts {
  readonly path: string;
}

/** A file that is listed and there. */
interface Pair {
  readonly path: string;
  readonly listed: Expected;
  readonly info: ObjectInfo;
}

/**
 * Files that are not as the manifest of the tree lists them, or, where it has none, its ledgers, of the units that are wanted.
 * Fails with a FormatError or StorageError where what lists them cannot be read, and with a StorageError where nothing does.
 */
export async function* compareManifest(tree: ComparedTree): AsyncGenerator<FixityContext> {
  const { storage, listing, wanted } = tree;
  const manifest = await findManifest(storage);
  const listedBy = manifest === null ? 'ledger' : 'manifest';
  const contextOf = (path: string, listed: FileFacts | null, actual: FileFacts | null): FixityContext => {
    const { kind, dataset, run } = unitOfPath(path);
    return { path, entity: kind, dataset, run, listedBy, listed, actual };
  };
  let waiting: Pair[] = [];
  const flush = async () => {
    const pairs = waiting;
    waiting = [];
    const actual = await lookAt(pairs, tree);
    return pairs.map(({ path, listed }) => contextOf(path, listed, actual.get(path) ?? null));
  };
  let hasAny = false;
  const expected =
    manifest === null ? listedByLedgers(storage) : withLedgers(storage, readManifest(storage, manifest));
  for await (const { path, a, b } of joinByPath(pathsOf(listing), expected)) {
    hasAny ||= b !== null;
    if (!wanted(unitOfPath(path))) continue;
    if (a === null) yield contextOf(path, b, null);
    else if (b === null) yield contextOf(path, null, {});
    else if (waiting.push({ path, listed: b, info: a.info }) === batch) yield* await flush();
  }
  yield* await flush();
  if (manifest !== null || hasAny) return;
  throw new StorageError('missing', 'the tree has no manifest and no ledgers', {
    path: storage.location(manifestPath(manifestAlgorithms[0])),
    hint: 'cryoet ingest writes ledgers, and with --manifest a manifest',
  });
}

/** What is there in place of what is listed; null for what cannot be read. */
async function lookAt(
  pairs: readonly Pair[],
  { storage, hashFiles, readsObjects, notCompared }: ComparedTree,
): Promise<ReadonlyMap<string, FileFacts | null>> {
  const found = new Map<string, FileFacts | null>();
  const toHash = new Map<DigestAlgorithm, string[]>();
  for (const { path, listed, info } of pairs) {
    const facts: FileFacts = { bytes: info.size, ...(info.etag === undefined ? {} : { etag: info.etag }) };
    found.set(path, facts);
    const { digest } = listed;
    if (listed.bytes !== undefined && listed.bytes !== info.size) continue;
    if (storage.flat && !readsObjects) {
      if (listed.etag !== undefined && listed.etag === info.etag) continue;
      const stored = await storedDigest(storage, path);
      if (stored !== null && digest !== undefined && splitDigest(digest).algorithm === 'crc64nvme')
        found.set(path, { bytes: info.size, digest: stored });
      else if (listed.etag === undefined || info.etag === undefined) notCompared(path);
      continue;
    }
    if (digest === undefined) {
      notCompared(path);
      continue;
    }
    const { algorithm } = splitDigest(digest);
    toHash.set(algorithm, [...(toHash.get(algorithm) ?? []), path]);
  }
  for (const [algorithm, paths] of toHash) {
    for (const [path, hash] of await hashFiles(storage, paths, algorithm)) found.set(path, hash);
  }
  return found;
}

async function storedDigest(storage: Storage, path: string): Promise<Digest | null> {
  const checksum = (await storage.storedChecksum?.(path)) ?? null;
  return checksum === null ? null : `crc64nvme:${checksum.toString(16).padStart(16, '0')}`;
}

async function* listedByLedgers(storage: Storage): AsyncGenerator<Expected> {
  for await (const files of ledgerFiles(storage)) {
    for (const { path, bytes, digest, etag } of files) {
      yield {
        path,
        ...(bytes === null ? {} : { bytes }),
        ...(digest === null ? {} : { digest }),
        ...(etag === undefined ? {} : { etag }),
      };
    }
  }
}

/** Files of a manifest; in a bucket with the entity tags, and the digests that it may keep, of the ledgers. */
async function* withLedgers(storage: Storage, manifest: AsyncIterable<Expected>): AsyncGenerator<Expected> {
  if (!storage.flat) return yield* manifest;
  for await (const { path, a, b } of joinByPath(manifest, listedByLedgers(storage))) {
    if (a !== null) yield b === null ? a : { ...b, path };
  }
}

async function* pathsOf(
  listing: AsyncIterable<ObjectInfo>,
): AsyncGenerator<{ readonly path: string; readonly info: ObjectInfo }> {
  for await (const info of listing) yield { path: info.key, info };
}
