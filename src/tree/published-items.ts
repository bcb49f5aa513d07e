import { type IdentifiedType, identityOf, metadataTemplate } from '../entities/index.js';
import { CryoetError } from '../errors/index.js';
import type { JsonObject } from '../json/index.js';
import type { SlotVariables } from '../layout/index.js';
import { findDirectories } from './find-directories.js';
import { findFiles } from './find-files.js';
import type { PublishedTree } from './open-tree.js';
import { readDocument } from './read-document.js';

/** An item with an identifier that a tree holds. */
export interface PublishedItem {
  readonly id: number;
  /** Its directory, below the tree's root. */
  readonly directory: string;
  /** Variables of its directory. */
  readonly variables: SlotVariables;
  /** Metadata file, below the tree's root; the directory where there is none. */
  readonly path: string;
  /** Null when there is no metadata file: the leavings of an interrupted ingest. */
  readonly metadata: JsonObject | 'unreadable' | null;
}

/**
 * Every item of a type below what `known` says, with its metadata; ascending by directory. `onUnreadable` is told why
 * metadata cannot be read. Fails with a StorageError when a directory cannot be read.
 */
export async function readPublishedItems(
  tree: PublishedTree,
  type: IdentifiedType,
  known: SlotVariables,
  onUnreadable: (error: CryoetError) => void,
): Promise<PublishedItem[]> {
  const slot = metadataTemplate(type);
  const variable = identityOf(type)?.variable;
  if (slot === null || variable === undefined) return [];
  const items: PublishedItem[] = [];
  for (const { path: directory, variables } of await findDirectories(tree, type, known)) {
    const [file] = await findFiles(tree, directory, slot);
    items.push({
      id: Number(variables[variable]),
      directory,
      variables,
      path: file?.path ?? directory,
      metadata: file === undefined ? null : await readMetadata(tree, file.path, onUnreadable),
    });
  }
  return items;
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
