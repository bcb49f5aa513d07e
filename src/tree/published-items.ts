import { type EntityType, hasDirectory, identityOf, metadataTemplate } from '../entities/index.js';
import { CryoetError } from '../errors/index.js';
import type { JsonObject } from '../json/index.js';
import type { PathVariables } from '../layout/index.js';
import { findDirectories } from './find-directories.js';
import { findFiles } from './find-files.js';
import type { PublishedTree } from './open-tree.js';
import { readDocument } from './read-document.js';

/** An item with an identifier that a tree holds. */
export interface PublishedItem {
  readonly id: number;
  /** Below the tree's root. */
  readonly directory: string;
  /** What its directory fills the path templates with. */
  readonly variables: PathVariables;
  /** Null where there is none: the leavings of an interrupted ingest. */
  readonly metadataPath: string | null;
  /** Null where there is no metadata file. */
  readonly metadata: JsonObject | 'unreadable' | null;
}

/**
 * Every item of a type whose path has the known values, with its metadata; ascending by directory; none for types
 * without identifiers. `onUnreadable` is given why metadata cannot be read. Fails with a StorageError when a directory
 * cannot be read.
 */
export async function readPublishedItems(
  tree: PublishedTree,
  type: EntityType,
  known: PathVariables,
  onUnreadable: (error: CryoetError) => void,
): Promise<PublishedItem[]> {
  const variable = identityOf(type)?.variable;
  if (variable === undefined || !hasDirectory(type)) return [];
  const items: PublishedItem[] = [];
  for (const { path: directory, variables } of await findDirectories(tree, type, known)) {
    const metadataPath = await findMetadata(tree, type, directory);
    const metadata = metadataPath === null ? null : await readMetadata(tree, metadataPath, onUnreadable);
    items.push({ id: Number(variables[variable]), directory, variables, metadataPath, metadata });
  }
  return items;
}

/**
 * The metadata file in an item's directory; null where there is none. One in the names of the other layout counts: its
 * item keeps the identifier, which another one would take otherwise.
 */
export async function findMetadata(
  tree: PublishedTree,
  type: EntityType,
  directory: string,
): Promise<string | null> {
  const template = metadataTemplate(type);
  const [file] = template === null ? [] : await findFiles(tree, directory, template);
  return file?.path ?? null;
}

async function readMetadata(
  { storage }: PublishedTree,
  path: string,
  onUnreadable: (error: CryoetError) => void,
): Promise<JsonObject | 'unreadable'> {
  try {
    return await readDocument(storage, path);
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
    onUnreadable(error);
    return 'unreadable';
  }
}
