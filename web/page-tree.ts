import { StorageError } from '../src/base/errors.js';
import { assertSafeKey, baseName, compareCodePoints, joinKey } from '../src/storage/keys.js';
import { ListedStorage } from '../src/storage/listed-storage.js';
import { emptyStorage, type ObjectInfo, readWhole, type Storage } from '../src/storage/storage.js';
import { ownDirectory } from '../src/tree/layout/own-files.js';
import { layouts, pathTemplates } from '../src/tree/layout/path-templates.js';
import type { Selection } from '../src/tree/selection.js';
import { levelOf, listDatasets, listRuns } from '../src/tree/units.js';
import type { OpenedFacts } from './messages.js';

/** Files that do not change while the page is open, by their paths below a folder or an address. */
export interface FileSource {
  readonly name: string;
  /** True for an address, false for a folder. */
  readonly isRemote: boolean;
  /** Names of the last folders of the address, if they are known: a dataset and a run may be among them. */
  readonly folders: readonly string[];
  /** In any order. */
  readonly listing: readonly ObjectInfo[];
  readonly open: Storage['open'];
  /** Returns a file that a worker can read by itself; null if it cannot. */
  fileOf(path: string): File | null;
  /** Returns an address from which the page can show a file. */
  addressOf(path: string): string;
}

/** A tree of the page, from its root, with the part of it that is there. */
export interface PageTree {
  readonly storage: Storage;
  readonly scope: Selection;
  readonly facts: OpenedFacts;
  /** Returns a file that a worker can read by itself; null if it cannot. */
  fileOf(key: string): File | null;
  /** Returns an address from which the page can show a file. */
  addressOf(key: string): string;
}

/** Names of files that only a tree has. */
const ofTrees = new Set(
  (['depositionMetadata', 'datasetMetadata', 'runMetadata'] as const).flatMap((template) =>
    layouts.map((layout) => baseName(pathTemplates[template].path[layout])),
  ),
);

/** True if files look like those of a tree, not like sources. */
export function isTree({ listing }: FileSource): boolean {
  return listing.some(({ key }) => key.startsWith(`${ownDirectory}/`) || ofTrees.has(baseName(key)));
}

/** Names of the folders above files, by what the files are. */
const above = { tree: 0, dataset: 1, run: 2 } as const;

/**
 * Opens a tree, or a dataset or run of one. Fails with a StorageError if nothing is there, and for the folder of a run:
 * paths in metadata begin with the dataset, which a folder does not say.
 */
export async function openPageTree(source: FileSource): Promise<PageTree> {
  const { name, listing, folders } = source;
  if (listing.length === 0) throw new StorageError('missing', 'no files here', { path: name });
  const tops = new Map(
    listing.map(({ key }) => [key.split('/', 1)[0] ?? '', key.includes('/') ? 'directory' : 'file'] as const),
  );
  const level = levelOf([...tops].map(([top, kind]) => ({ name: top, kind })));
  const outer = folders.slice(folders.length - above[level]);
  if (outer.length < above[level]) {
    throw new StorageError('failed', `this is the folder of a ${level}`, {
      path: name,
      expected: 'the folder of the whole tree, or of a dataset',
      hint: 'paths in metadata begin with the dataset, which the folder of a run does not say',
    });
  }
  const prefix = joinKey(...outer);
  const storage = await placedStorage(source, prefix);
  const [dataset] = outer;
  return {
    storage,
    scope: {
      datasets: dataset === undefined ? null : [dataset],
      runs: null,
      runDirectory: level === 'run' ? prefix : null,
    },
    facts: await factsOf(storage, source),
    fileOf: (key) => source.fileOf(inside(key, prefix)),
    addressOf: (key) => source.addressOf(inside(key, prefix)),
  };
}

/** Returns the key of a file as the source has it. */
function inside(key: string, prefix: string): string {
  return prefix === '' ? key : key.slice(prefix.length + 1);
}

/** Returns the files of a source as a storage that is read only, with their keys below `prefix`. */
export async function placedStorage(
  { name, isRemote, listing, open }: FileSource,
  prefix: string,
): Promise<Storage> {
  const empty = emptyStorage(name);
  const sorted = listing
    .map((info) => ({ ...info, key: joinKey(prefix, info.key) }))
    .sort((a, b) => compareCodePoints(a.key, b.key));
  // Names that the command refuses to read are refused here too.
  const openSafe = async (key: string) => {
    assertSafeKey(key, empty.location(key));
    return open(inside(key, prefix));
  };
  const listed = new ListedStorage({
    ...empty,
    flat: isRemote,
    async *list() {
      yield* sorted;
    },
    open: openSafe,
    get: async (key, limit = Number.POSITIVE_INFINITY) =>
      readWhole(await openSafe(key), limit, empty.location(key)),
  });
  await listed.pass('');
  return listed;
}

async function factsOf(storage: Storage, { name, listing }: FileSource): Promise<OpenedFacts> {
  const datasets = await listDatasets(storage);
  let runs = 0;
  for (const dataset of datasets) runs += (await listRuns(storage, dataset)).length;
  return {
    ...{ name, datasets: datasets.length, runs, files: listing.length },
    bytes: bytesOf(listing),
    configs: null,
  };
}

/** Returns the bytes of all files. */
export function bytesOf(listing: FileSource['listing']): number {
  return listing.reduce((sum, { size }) => sum + size, 0);
}
