import { CryoetError, ifReadable } from '../base/errors.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import { isOwnFile } from '../tree/layout/own-files.js';
import { readLedger } from '../tree/ledger.js';
import { type UnitPlace, unitOfPath } from '../tree/units.js';
import { type Compared, compareManifest, type HashFiles } from './compare-manifest.js';
import type { IssueCollector } from './issue-collector.js';
import type { RuleSet } from './rule-set.js';
import { equallyLong, itemOf, SameContent } from './same-content.js';

/** Files to compare, and options of the comparison. */
interface FixityRequest {
  readonly storage: Storage;
  readonly hashFiles: HashFiles;
  readonly isDeep: boolean;
  /** True if the user did not ask for the comparison; see ValidateOptions. */
  readonly isHashedAnyway: boolean;
  /** Lists the objects of the tree, ascending by path. */
  objects(): AsyncIterable<ObjectInfo>;
  wanted(unit: UnitPlace): boolean;
  readonly ruleSet: RuleSet;
  readonly collector: IssueCollector;
  readonly signal: AbortSignal | undefined;
}

/**
 * Compares the wanted files with the manifest or the ledgers and with each other, applies the rules, and returns how
 * they were compared, or why not.
 */
export async function checkFixity(request: FixityRequest): Promise<{
  readonly digests?: Compared;
  readonly uncompared: string | null;
}> {
  const { storage, hashFiles, isDeep, isHashedAnyway, objects, wanted, ruleSet, collector, signal } = request;
  const compared: Compared = {
    listedBy: 'manifest',
    files: 0,
    bytes: 0,
    entityTags: 0,
    storedChecksums: 0,
    unread: 0,
    unknown: 0,
  };
  const tree = {
    storage,
    listing: publishedFiles(objects()),
    hashFiles,
    readsObjects: isDeep && !isHashedAnyway,
    isByLedgers: isHashedAnyway,
    wanted,
    compared,
  };
  const content = new SameContent();
  let uncompared: string | null = null;
  try {
    for await (const context of compareManifest(tree)) {
      if (signal?.aborted) break;
      const { path, listed, actual } = context;
      const isReported = isHashedAnyway && (listed === null || collector.names(path, itemOf(path)));
      if (!isReported) ruleSet.apply('fixity', context);
      if (actual?.digest !== undefined) content.note(path, actual.digest, actual.bytes ?? 1);
    }
  } catch (error) {
    if (!isHashedAnyway || !(error instanceof CryoetError)) throw error;
    uncompared = `files against what was published: ${error.message}`;
    const paths = storage.flat ? [] : await equallyLong(publishedFiles(objects()));
    const hashes = await hashFiles(
      storage,
      paths.filter((path) => wanted(unitOfPath(path))).sort(),
      'crc64nvme',
    );
    for (const [path, hash] of hashes) if (hash !== null) content.note(path, hash.digest, hash.bytes);
  }
  for (const twin of content.twins())
    if (!(await haveOneSource(storage, twin.path, twin.sameAs))) ruleSet.apply('content', twin);
  return { ...(uncompared === null ? { digests: compared } : {}), uncompared };
}

/** True if, by the ledgers, two files were made from the same sources: the configuration gives them to both runs. */
async function haveOneSource(storage: Storage, ...paths: readonly [string, string]): Promise<boolean> {
  const [own, other] = await Promise.all(
    paths.map(async (path) => {
      const { dataset, run } = unitOfPath(path);
      if (dataset === null || run === null) return '';
      const ledger = await ifReadable(() => readLedger(storage, { kind: 'run', dataset, run }));
      const entry = ledger?.entries.findLast(({ files }) => files.some((file) => itemOf(file.path) === path));
      return entry?.sources.map((source) => source.path).join('\n') ?? '';
    }),
  );
  return own !== '' && own === other;
}

/** Yields the published files: not ledgers, manifests and other files of the tool itself. */
async function* publishedFiles(objects: AsyncIterable<ObjectInfo>): AsyncGenerator<ObjectInfo> {
  for await (const info of objects) if (!isOwnFile(info.key)) yield info;
}
