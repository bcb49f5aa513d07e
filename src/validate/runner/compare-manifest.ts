import { readManifest } from '../../formats/manifest/index.js';
import type { Digest, DigestAlgorithm, ObjectInfo, Storage } from '../../storage/index.js';
import { joinByPath, requireManifest, type UnitPlace, unitOfPath } from '../../tree/index.js';
import type { FixityContext } from '../contexts/index.js';

/** Files that are hashed together. */
const batch = 64;

/** Hashes of files by path; null for one that cannot be read. */
export type HashFiles = (
  storage: Storage,
  paths: readonly string[],
  algorithm: DigestAlgorithm,
) => Promise<ReadonlyMap<string, { readonly digest: Digest; readonly bytes: number } | null>>;

/**
 * Files that are not as the manifest of the tree lists them, of the units that are `wanted`; `listing` has what is there,
 * ascending. Fails with a FormatError or StorageError where the manifest cannot be read.
 */
export async function* compareManifest(
  storage: Storage,
  listing: AsyncIterable<ObjectInfo>,
  hashFiles: HashFiles,
  wanted: (place: UnitPlace) => boolean,
): AsyncGenerator<FixityContext> {
  const manifest = await requireManifest(storage);
  let waiting: { path: string; listed: Digest }[] = [];
  const flush = async () => {
    const hashes = await hashFiles(
      storage,
      waiting.map(({ path }) => path),
      manifest.algorithm,
    );
    const altered = waiting.flatMap(({ path, listed }) => {
      const actual = hashes.get(path)?.digest ?? null;
      return listed === actual ? [] : [contextOf(path, listed, actual)];
    });
    waiting = [];
    return altered;
  };
  for await (const { path, a, b } of joinByPath(pathsOf(listing), readManifest(storage, manifest))) {
    if (!wanted(unitOfPath(path))) continue;
    if (a === null) yield contextOf(path, b?.digest ?? null, null);
    else if (b === null) yield contextOf(path, null, 'present');
    else if (waiting.push({ path, listed: b.digest }) === batch) yield* await flush();
  }
  yield* await flush();
}

async function* pathsOf(listing: AsyncIterable<ObjectInfo>): AsyncGenerator<{ path: string }> {
  for await (const { key } of listing) yield { path: key };
}

function contextOf(
  path: string,
  listed: FixityContext['listed'],
  actual: FixityContext['actual'],
): FixityContext {
  const { kind, dataset, run } = unitOfPath(path);
  return { path, entity: kind, dataset, run, listed, actual };
}
