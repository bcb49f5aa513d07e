import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJson } from '../../../src/base/json-text.js';
import { isJsonObject } from '../../../src/base/json-value.js';
import { parentKey } from '../../../src/storage/keys.js';
import { isPartialName, partialDirectoryMarker } from '../../../src/storage/partial-name.js';
import { documentAt, type MetadataKind } from '../../../src/tree/entities/documents.js';
import { parseAnyPath } from '../../../src/tree/layout/parse-path.js';
import { pathTemplates } from '../../../src/tree/layout/path-templates.js';
import { referencesOf } from '../../../src/tree/references.js';
import { unitOfPath } from '../../../src/tree/units.js';
import { hashTree } from '../tree.js';

/** What a reader of a tree finds who opens every metadata file and all that it names. */
export interface Published {
  /** Digests of all files under their final names, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly documents: ReadonlyMap<string, PublishedFile>;
  /** Directories of a bucket that a marker says are unfinished. */
  readonly unfinished: ReadonlySet<string>;
}

interface PublishedFile {
  readonly digest: string;
  readonly kind: MetadataKind;
  /** Paths that it names. */
  readonly targets: readonly string[];
}

/** Reads the metadata files of a tree. */
export async function readPublished(directory: string): Promise<Published> {
  const all = await hashTree(directory);
  const files = Object.fromEntries(
    Object.entries(all).filter(([path]) => !path.split('/').some(isPartialName)),
  );
  const documents = new Map<string, PublishedFile>();
  for (const [path, digest] of Object.entries(files)) {
    const parsed = parseAnyPath(path, 'documented');
    const kind = parsed === null ? undefined : documentAt(parsed.template)?.kind;
    if (parsed === null || kind === undefined || pathTemplates[parsed.template].role !== 'metadata') continue;
    const value = decodeJson(await readFile(join(directory, path)), path);
    if (!isJsonObject(value)) throw new Error(`${path} is not a metadata file`);
    const targets = referencesOf(kind, value, unitOfPath(path).dataset).map(({ target }) => target);
    documents.set(path, { digest, kind, targets });
  }
  const markers = Object.keys(all).filter((path) => path.endsWith(`/${partialDirectoryMarker}`));
  return { files, documents, unfinished: new Set(markers.map(parentKey)) };
}

/** Digest of a file, or of all that is below a directory; null where nothing is. */
export function digestOf({ files }: Published, target: string): string | null {
  const own = files[target];
  if (own !== undefined) return own;
  const below = Object.entries(files).filter(([path]) => path.startsWith(`${target}/`));
  return below.length === 0 ? null : createHash('sha256').update(JSON.stringify(below)).digest('hex');
}

/**
 * What is wrong with a tree that an ingest was killed at, which had the one content before and would have had the other
 * after: metadata that name nothing, something that is neither, or parts of both.
 */
export function mistakesIn(found: Published, before: Published, after: Published): string[] {
  const mistakes: string[] = [];
  for (const [path, { digest, kind, targets }] of found.documents) {
    const data = targets.filter((target) => !found.documents.has(target));
    const facts = data.map((target) => {
      const now = digestOf(found, target);
      if (now === null) mistakes.push(`${path} names ${target}, which is not there`);
      const isOld = now === digestOf(before, target);
      const isNew = now === digestOf(after, target);
      if (now !== null && !isOld && !isNew)
        mistakes.push(`${path} names ${target}, which is half of something`);
      return { target, isOld, isNew };
    });
    // A viewer configuration says of its layers only where they are.
    if (
      kind === 'viz_config' &&
      facts.every(({ isOld, isNew }) => isOld || isNew) &&
      digest === before.documents.get(path)?.digest &&
      digest === after.documents.get(path)?.digest
    )
      continue;
    // Pictures of datasets and depositions are replaced by themselves: what names them says nothing of them.
    if (unitOfPath(path).kind !== 'run') continue;
    const isOld = digest === before.documents.get(path)?.digest;
    const isNew = digest === after.documents.get(path)?.digest;
    if (!isOld && !isNew) continue;
    const fits = (isOld && facts.every((fact) => fact.isOld)) || (isNew && facts.every((fact) => fact.isNew));
    if (fits) continue;
    const told = facts.map((fact) => `${fact.target} ${fact.isOld ? 'old' : fact.isNew ? 'new' : '?'}`);
    mistakes.push(`${path} (${isOld ? 'old' : ''}${isNew ? 'new' : ''}) is mixed: ${told.join(', ')}`);
  }
  return mistakes;
}

/** Name of the file by which a reader knows an OME-Zarr, of either version. */
const zarrRoots = ['.zattrs', 'zarr.json'];

/**
 * What is wrong with the volumes of a stopped ingest, whether metadata name them or not: an OME-Zarr that is half of something
 * and not marked so, or one that is of another source than the MRC beside it. In a bucket, a new one needs no marker as
 * long as it cannot be read.
 */
export function mixturesIn(
  found: Published,
  before: Published,
  after: Published,
  isBucket: boolean,
): string[] {
  const mistakes: string[] = [];
  const zarrs = new Set(
    Object.keys(found.files).flatMap((path) => /^(.*?\.zarr)\//.exec(path)?.slice(1) ?? []),
  );
  const fits = (paths: readonly string[], tree: Published) =>
    paths.every((path) => digestOf(found, path) === digestOf(tree, path));
  for (const zarr of zarrs) {
    const mrc = zarr.replace(/\.zarr$/, '.mrc');
    const pair = found.files[mrc] === undefined ? [zarr] : [zarr, mrc];
    const isNew = isBucket && digestOf(before, zarr) === null;
    const isReadable = zarrRoots.some((name) => found.files[`${zarr}/${name}`] !== undefined);
    if (isNew && !isReadable) continue;
    if (found.unfinished.has(zarr)) {
      if (!isReadable) continue;
      if (fits(pair, before) || fits(pair, after)) continue;
      mistakes.push(`${zarr} is unfinished and can be read`);
    } else if (!fits(pair, before) && !fits(pair, after)) {
      const isWhole = fits([zarr], before) || fits([zarr], after);
      mistakes.push(
        isWhole ? `${pair.join(' and ')} are of different sources` : `${zarr} is half of something`,
      );
    }
  }
  return mistakes;
}

/** Every path that a metadata file of a tree names and at which nothing is. */
export async function danglingIn(directory: string): Promise<string[]> {
  const published = await readPublished(directory);
  return [...published.documents].flatMap(([path, { targets }]) =>
    targets
      .filter((target) => digestOf(published, target) === null)
      .map((target) => `${path} names ${target}`),
  );
}
